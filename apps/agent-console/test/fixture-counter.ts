import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  AppError,
  type CompositionView,
  type DeskView,
  Dispatcher,
  type EvidenceView,
  newId,
  type RecordingDetail,
  type RecordingSummary,
  type RouteName,
  type RouteSpec,
  routes,
  type SessionEvent,
  STAFF_NAMESPACE,
  staffRequests,
  type StaffView,
  type Timeline,
} from '@guichet/protocol';
import { riskDisclosure } from '@guichet/ui/testing/documents';
import { isFile, POLICY, sendBlank, sendFile } from '@guichet/ui/testing/static-files';
import { Server, type Socket } from 'socket.io';
import type { HttpReply } from '../src/app/http-client.ts';
import { type AdminScenario, answerAdmin } from './admin-fixtures.ts';
import { answerDesigned, type DesignedScenario } from './designer-fixtures.ts';
import { colleagues, ids, trackNameOf } from './fixtures.ts';
import { answerRetention, type RetentionScenario } from './retention-fixtures.ts';
import { answerReview, type ReviewScenario } from './review-fixtures.ts';
import { answerSimulated, type SimulateScenario } from './simulate-fixtures.ts';
import { evidence } from './evidence-screens.ts';
import { timelineOf } from './timeline-fixtures.ts';

/** What the counter would answer at this moment. Tests change it and tell the pages with `push`. */
export interface Scenario {
  staff: StaffView | null;
  desk: DeskView | null;
  scene: unknown;
  recordings: RecordingSummary[];
  detail: RecordingDetail | null;
  /** What the recording's timeline says besides. */
  timeline?: Partial<Timeline>;
  events: SessionEvent[];
  nodes: unknown[];
  tasks?: HttpReply<'tasks.list'>['tasks'];
  admin?: Partial<AdminScenario>;
  compositions?: CompositionView[];
  evidence?: EvidenceView;
  review?: Partial<ReviewScenario>;
  retention?: Partial<RetentionScenario>;
  simulated?: SimulateScenario;
  designed?: DesignedScenario;
  passwordChangeDue?: boolean;
  /** Routes and requests that are refused, and with what. */
  refuse: Partial<Record<string, AppError>>;
  /** Routes that never answer. */
  hang: Set<string>;
}

interface Folders {
  /** The built console. */
  readonly console: string;
  /** Drawings, and what a recording's track files are. */
  readonly media: string;
}

/** Speaks the counter's wire to the console, with checked schemas on both sides, out of a scenario instead of a database. */
export class FixtureCounter {
  readonly asked: { name: string; payload: unknown }[] = [];
  readonly #http: HttpServer;
  readonly #io: Server;
  readonly #folders: Folders;
  #revision = 1;
  scenario: Scenario;

  constructor(scenario: Scenario, folders: Folders) {
    this.scenario = scenario;
    this.#folders = folders;
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#io = new Server(this.#http);
    this.#io.of(STAFF_NAMESPACE).on('connection', (socket) => this.#connected(socket));
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

  push(desk: DeskView): void {
    this.scenario.desk = { ...desk, revision: ++this.#revision };
    this.#io.of(STAFF_NAMESPACE).emit('desk.changed', this.scenario.desk);
  }

  notify(name: 'page.replaced' | 'signed.out'): void {
    this.#io.of(STAFF_NAMESPACE).emit(name, {});
  }

  dropSockets(): void {
    this.#io.of(STAFF_NAMESPACE).disconnectSockets(true);
  }

  #connected(socket: Socket): void {
    const reply = () => {
      if (this.scenario.desk === null) throw new AppError('unauthenticated');
      return { ...this.scenario.desk, revision: ++this.#revision };
    };
    const handlers = Object.fromEntries(
      Object.keys(staffRequests).map((name) => [
        name,
        (payload: unknown) => {
          this.asked.push({ name, payload });
          const refusal = this.scenario.refuse[name];
          if (refusal !== undefined) throw refusal;
          if (name === 'colleagues.list') return { colleagues };
          if (name === 'chat.send') return {};
          if (name === 'call.join') return this.#pass();
          if (name.startsWith('step.')) return this.#flow(payload as { readonly sessionId: string });
          return reply();
        },
      ]),
    );
    const dispatcher = new Dispatcher({
      table: staffRequests,
      handlers: handlers as never,
      rolesOf: () => this.scenario.staff?.roles ?? [],
      now: () => performance.now(),
    });
    socket.onAny((name: string, payload: unknown, acknowledge: (reply: unknown) => void) => {
      if (this.scenario.hang.has(name)) return;
      void dispatcher.dispatch(name, payload, undefined).then(acknowledge);
    });
  }

  /** What was done at a step changes nothing here: a test says with `push` what came of it. */
  #flow({ sessionId }: { readonly sessionId: string }) {
    const task = this.scenario.tasks?.find((waiting) => waiting.sessionId === sessionId);
    const flow = task?.flow ?? this.scenario.desk?.workbench?.flow;
    if (flow === null || flow === undefined) throw new AppError('wrong_state');
    return { flow };
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fixture');
    if (url.pathname.startsWith('/socket.io')) return;
    response.setHeader('content-security-policy', POLICY);
    if (url.pathname.startsWith('/v1/')) return this.#api(request, response, url);
    if (url.pathname === '/fixture/blank.html') return sendBlank(response);
    if (url.pathname.startsWith('/fixture/')) return this.#file(request, response, join(this.#folders.media, url.pathname.slice(9)));
    const path = join(this.#folders.console, url.pathname.replace(/^\/console\//, ''));
    return this.#file(request, response, isFile(path) ? path : join(this.#folders.console, 'index.html'));
  }

  #file(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (!sendFile(request, response, path)) sendError(response, new AppError('not_found'));
  }

  #api(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const found = Object.entries(routes).find(([, spec]) => spec.method === request.method && pattern(spec).test(url.pathname));
    if (found === undefined) return sendError(response, new AppError('unknown_request'));
    const [name] = found as [RouteName, RouteSpec];
    if (this.scenario.hang.has(name)) return;
    const refusal = this.scenario.refuse[name];
    if (refusal !== undefined) return sendError(response, refusal);
    const { staff, detail } = this.scenario;
    switch (name) {
      case 'staff.me':
        return staff === null
          ? sendError(response, new AppError('unauthenticated'))
          : sendJson(response, { staff, csrfToken: 'fixture', passwordChangeDue: this.scenario.passwordChangeDue === true });
      case 'staff.login':
        return staff === null
          ? sendError(response, new AppError('login_failed'))
          : sendJson(response, { staff, csrfToken: 'fixture', passwordChangeDue: this.scenario.passwordChangeDue === true });
      case 'staff.logout':
        return sendJson(response, {});
      case 'staff.chooseLanguage':
        return void this.#chooseLanguage(request, response);
      case 'documents.read':
        return void response.writeHead(200, { 'content-type': 'application/pdf' }).end(riskDisclosure('zh-CN'));
      case 'recordings.list':
        return sendJson(response, { recordings: this.scenario.recordings });
      case 'recordings.read':
        return detail === null ? sendError(response, new AppError('not_found')) : sendJson(response, detail);
      case 'recordings.timeline':
        return detail === null
          ? sendError(response, new AppError('not_found'))
          : sendJson(response, { ...timelineOf(detail), ...this.scenario.timeline });
      case 'evidence.read':
        return sendJson(response, this.scenario.evidence ?? evidence());
      case 'compositions.list':
        return sendJson(response, { compositions: this.scenario.compositions ?? [] });
      case 'compositions.request':
      case 'compositions.cancel':
        this.asked.push({ name, payload: url.pathname });
        return sendJson(response, this.scenario.compositions?.[0]);
      case 'compositions.file':
        return this.#file(request, response, join(this.#folders.media, 'customer.camera.mp4'));
      case 'recordings.watched':
        return sendJson(response, {});
      case 'recordings.still':
        return this.#file(request, response, join(this.#folders.media, 'customer.png'));
      case 'recordings.track': {
        const track = trackNameOf(url.pathname.split('/').at(-1) ?? '');
        return this.#file(
          request,
          response,
          join(this.#folders.media, `${track}.${track?.endsWith('microphone') === true ? 'webm' : 'mp4'}`),
        );
      }
      case 'sessions.events':
        return sendJson(response, { events: this.scenario.events });
      case 'tasks.list':
        this.asked.push({ name, payload: null });
        return sendJson(response, { tasks: this.scenario.tasks ?? [] });
      case 'nodes.list':
        return sendJson(response, { nodes: this.scenario.nodes });
      case 'nodes.approve':
      case 'nodes.retire':
        this.asked.push({ name, payload: url.pathname.split('/')[3] });
        return sendJson(response, this.scenario.nodes[0]);
      default:
        return void this.#administer(name, request, response, url);
    }
  }

  /** Names of staff come in the language of the page, as the counter has them. */
  async #chooseLanguage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const payload = JSON.parse(Buffer.concat(parts).toString('utf8')) as { language: StaffView['language'] };
    this.asked.push({ name: 'staff.chooseLanguage', payload });
    if (this.scenario.staff === null) return sendError(response, new AppError('unauthenticated'));
    sendJson(response, { ...this.scenario.staff, ...payload });
  }

  async #administer(name: RouteName, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parts.length === 0 ? undefined : (JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown);
    const { simulated, designed } = this.scenario;
    let own: object | undefined;
    try {
      own = designed === undefined ? undefined : answerDesigned(name, designed, url.pathname, body);
    } catch (refusal) {
      return sendError(response, AppError.from(refusal));
    }
    const reply =
      own ??
      (simulated === undefined ? undefined : answerSimulated(name, simulated, url.pathname, body)) ??
      answerReview(name, this.scenario.review ?? {}) ??
      answerRetention(name, this.scenario.retention ?? {}) ??
      answerAdmin(name, this.scenario.admin ?? {});
    if (reply === null) return sendError(response, new AppError('unknown_request'));
    if (body !== undefined) this.asked.push({ name, payload: body });
    if (name === 'staff.changePassword') this.scenario.passwordChangeDue = false;
    sendJson(response, reply);
  }
}

const pattern = (spec: RouteSpec): RegExp => new RegExp(`^${spec.path.replace(/:\w+/g, '[^/]+')}$`);

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const sendError = (response: ServerResponse, error: AppError): void => sendJson(response, error.toWire(), error.entry.status);
