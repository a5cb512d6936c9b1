import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  AppError,
  CUSTOMER_NAMESPACE,
  customerRequests,
  type CustomerSessionView,
  Dispatcher,
  newId,
  routes,
  type RouteSpec,
  type SignedHead,
} from '@guichet/protocol';
import type { Json } from '@guichet/workflow';
import { isFile, POLICY, sendBlank, sendFile } from '@guichet/ui/testing/static-files';
import { Server, type Socket } from 'socket.io';
import type { FixtureStep } from './fixture-step.ts';
import { bank, ids, noticesIn, services } from './fixtures.ts';

/** What the counter would answer at this moment. Tests change it and tell the pages with `push`. */
export interface Scenario {
  /** The session that this device is in; null for none. */
  session: CustomerSessionView | null;
  anonymousAllowed: boolean;
  /** Who is in the room and what is wrong with them, as the stand-in for the room client reads it. */
  scene: unknown;
  /** Routes and requests that are refused, and with what. */
  refuse: Partial<Record<string, AppError>>;
  /** Routes and requests that never answer. */
  hang: Set<string>;
  /** The step of a flow that is open; null while there is none. */
  step: FixtureStep | null;
  /** The bytes behind `/v1/session-documents/…`; null for none. */
  pdf: Uint8Array | null;
  /** The heads that were signed so far. */
  heads: SignedHead[];
  /** Runs in the page before anything else: another kind of browser. */
  browser: string;
}

/** Speaks the counter's wire to a customer's page, with checked schemas on both sides, out of a scenario instead of a database. */
export class FixtureCounter {
  readonly asked: { name: string; payload: unknown }[] = [];
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #folders: { readonly app: string; readonly pictures: string };
  #revision = 1;
  scenario: Scenario;

  constructor(scenario: Scenario, folders: { app: string; pictures: string }) {
    this.scenario = scenario;
    this.#folders = folders;
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#io = new Server(this.#http);
    this.#io.of(CUSTOMER_NAMESPACE).on('connection', (socket) => this.#connected(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    const address = this.#http.address();
    if (typeof address !== 'object' || address === null) throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    await this.#io.close();
  }

  /** Changes the session and tells the page. */
  push(change: Partial<CustomerSessionView>): void {
    if (this.scenario.session === null) throw new Error('there is no session to change');
    this.scenario.session = { ...this.scenario.session, ...change };
    this.#io.of(CUSTOMER_NAMESPACE).emit('session.changed', this.#view());
  }

  /** One more head is signed; one that was `missed` is found out by the page itself. */
  sign(missed = false): void {
    const seq = this.scenario.heads.length + 1;
    const head = { seq, note: `head ${seq}\n` };
    this.scenario.heads.push(head);
    if (!missed) this.#io.of(CUSTOMER_NAMESPACE).emit('head.signed', head);
  }

  /** The agent does something at the open step. */
  agentActs(action: string, input: Json = null): void {
    this.scenario.step?.act('agent', { action, input });
    this.push({});
  }

  /** Another page of the same device took over. */
  replace(): void {
    this.#io.of(CUSTOMER_NAMESPACE).emit('page.replaced', {});
  }

  dropSockets(): void {
    this.#io.of(CUSTOMER_NAMESPACE).disconnectSockets(true);
  }

  #view(): CustomerSessionView {
    if (this.scenario.session === null) throw new AppError('unauthenticated');
    const { session, step } = this.scenario;
    return { ...session, flow: step?.flow() ?? session.flow, revision: ++this.#revision };
  }

  #connected(socket: Socket): void {
    const handlers = Object.fromEntries(
      Object.keys(customerRequests).map((name) => [name, (payload: unknown) => this.#handle(name, payload)]),
    );
    const dispatcher = new Dispatcher({
      table: customerRequests,
      handlers: handlers as never,
      rolesOf: () => ['customer'],
      now: () => performance.now(),
    });
    socket.onAny((name: string, payload: unknown, acknowledge: (reply: unknown) => void) => {
      if (this.scenario.hang.has(name)) return;
      void dispatcher.dispatch(name, payload, undefined).then(acknowledge);
    });
  }

  #handle(name: string, payload: unknown): unknown {
    this.asked.push({ name, payload });
    const refusal = this.scenario.refuse[name];
    if (refusal !== undefined) throw refusal;
    const { session } = this.scenario;
    if (session === null) throw new AppError('unauthenticated');
    switch (name) {
      case 'check.start':
      case 'call.join':
        return this.#pass();
      case 'check.report':
        return { verdict: 'good' };
      case 'receipt.get':
        return { heads: this.scenario.heads.slice((payload as { after: number }).after), logKey: 'bank.example+00000000+AAAA' };
      case 'chat.send':
        return {};
      case 'session.chooseLanguage':
        session.language = (payload as { language: CustomerSessionView['language'] }).language;
        session.notices = noticesIn(session.language);
        return this.#view();
      case 'consent.decide':
        session.status = (payload as { decision: string }).decision === 'accepted' ? 'ready' : 'refused';
        return this.#view();
      case 'ticket.take':
        session.status = 'waiting';
        session.ticket = { number: 'A038', place: 2, expectedWaitMs: 120_000, ringing: false };
        return this.#view();
      case 'session.rate':
        session.rated = true;
        return this.#view();
      case 'step.act':
        this.scenario.step?.act('customer', payload as { action: string; input: Json });
        this.push({});
        return this.#view();
      default:
        return this.#view();
    }
  }

  #pass() {
    return {
      roomId: newId('rom'),
      nodeId: newId('nod'),
      participantId: ids.self,
      token: 'fixture',
      iceServers: [],
      signallingUrl: `https://fixture.invalid/?scene=${encodeURIComponent(JSON.stringify(this.scenario.scene))}`,
    };
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://fixture');
    if (pathname.startsWith('/socket.io')) return;
    response.setHeader('content-security-policy', POLICY);
    if (pathname.startsWith('/v1/')) return this.#api(request, response, pathname);
    if (pathname === '/fixture/blank.html') return sendBlank(response);
    if (pathname === '/fixture/browser.js') {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(this.scenario.browser);
      return;
    }
    const { app, pictures } = this.#folders;
    const path = pathname.startsWith('/fixture/') ? join(pictures, pathname.slice('/fixture/'.length)) : join(app, pathname);
    if (isFile(path) && sendFile(request, response, path)) return;
    const html = readFileSync(join(app, 'index.html'), 'utf8').replace('<head>', '<head><script src="/fixture/browser.js"></script>');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  }

  #sendDocument(response: ServerResponse): void {
    const { pdf } = this.scenario;
    if (pdf === null) return sendError(response, new AppError('not_found'));
    response.writeHead(200, { 'content-type': 'application/pdf', 'cache-control': 'private, no-store' }).end(pdf);
  }

  #api(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    if (pathname.startsWith('/v1/session-documents/')) return this.#sendDocument(response);
    const specs: [string, RouteSpec][] = Object.entries(routes);
    const [name] = specs.find(([, spec]) => spec.method === request.method && spec.path === pathname) ?? ['unknown'];
    this.asked.push({ name, payload: null });
    if (this.scenario.hang.has(name)) return;
    const refusal = this.scenario.refuse[name];
    if (refusal !== undefined) return sendError(response, refusal);
    const { session } = this.scenario;
    switch (name) {
      case 'entry.options':
        return sendJson(response, { bank, serviceTypes: services, anonymousAllowed: this.scenario.anonymousAllowed });
      case 'entry.exchange':
      case 'entry.anonymous':
      case 'entry.current':
        return session === null ? sendError(response, new AppError('unauthenticated')) : sendJson(response, this.#view());
      default:
        return sendError(response, new AppError('unknown_request'));
    }
  }
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const sendError = (response: ServerResponse, error: AppError): void => sendJson(response, error.toWire(), error.entry.status);
