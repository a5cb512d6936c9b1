import {
  CUSTOMER_NAMESPACE,
  type CustomerRequests,
  customerRequests,
  CustomerSessionView,
  type DeskView,
  LocalText,
  requester,
  SessionId,
  STAFF_NAMESPACE,
  type StaffRequests,
  staffRequests,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Installation } from './installation.ts';
import { postJson } from './post-json.ts';
import type { MadeUpCustomer } from './private-values.ts';

interface Reconnection {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** Comes back at once, so that what is measured is the counter. */
const EAGER: Reconnection = { firstDelayMs: 100, longestDelayMs: 500 };
/** As `apps/customer-web` comes back. */
export const LIKE_THE_PAGE: Reconnection = { firstDelayMs: 300, longestDelayMs: 1_500 };

/** A page without a browser: what it was told last, and what it asks. It comes back by itself after the counter went away. */
class ApiPage<View extends { readonly revision: number }, Table extends CustomerRequests | StaffRequests> {
  readonly request: ReturnType<typeof requester<Table>>;
  view: View | undefined;
  /** Views that were sent to it. */
  viewCount = 0;
  /** Another page of the same person has taken over. */
  replaced = false;
  readonly #socket: Socket;

  constructor(url: string, namespace: string, table: Table, changed: string, cookie: string, reconnection = EAGER) {
    this.#socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      reconnectionDelay: reconnection.firstDelayMs,
      reconnectionDelayMax: reconnection.longestDelayMs,
      forceNew: true,
      extraHeaders: { cookie, origin: url },
    });
    this.request = requester(table, (name, payload, acknowledge) => this.#socket.emit(name, payload, acknowledge));
    this.#socket.on(changed, (view: View) => {
      this.view = view;
      this.viewCount++;
    });
    this.#socket.on('page.replaced', () => {
      this.replaced = true;
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** The connection breaks; the page comes back by itself. */
  loseConnection(): void {
    this.#socket.io.engine.close();
  }

  close(): void {
    this.#socket.disconnect();
  }
}

const Opened = z.object({ entryUrl: z.url(), sessionId: SessionId });

const secretIn = (entryUrl: string): string => new URLSearchParams(new URL(entryUrl).hash.slice(1)).get('e') ?? '';

interface OpenedSession {
  readonly sessionId: SessionId;
  /** The entry link. */
  readonly entryUrl: string;
}

/** What the bank's own system does: opens a session for a customer it knows. `service`: its English title; the first on offer where none is named. */
export async function openSession(
  { running, privateValues }: Installation,
  customer: MadeUpCustomer,
  service?: string,
): Promise<OpenedSession> {
  const url = new URL(running.urls.customer).origin;
  const { reply } = await postJson(
    `${url}/v1/sessions`,
    { serviceTypeId: await serviceNamed(url, service), language: 'en', customer },
    { headers: { authorization: `Bearer ${running.apiKey}` } },
  );
  const opened = Opened.parse(reply);
  privateValues.note("entry link's secret", secretIn(opened.entryUrl));
  return opened;
}

/** @returns the entry link of a session that was opened so */
export async function openEntryLink(installation: Installation, customer: MadeUpCustomer): Promise<string> {
  return (await openSession(installation, customer)).entryUrl;
}

const Entry = z.object({ serviceTypes: z.array(z.object({ id: z.string(), title: LocalText })).min(1) });
const services = new Map<string, z.infer<typeof Entry>['serviceTypes']>();

async function serviceNamed(url: string, title: string | undefined): Promise<string> {
  const known = services.get(url) ?? Entry.parse(await (await fetch(`${url}/v1/entry`)).json()).serviceTypes;
  services.set(url, known);
  const [found] = title === undefined ? known : known.filter(({ title: { en } }) => en === title);
  if (!found) throw new Error(`No service is called “${title}”`);
  return found.id;
}

export class ApiCustomer extends ApiPage<CustomerSessionView, CustomerRequests> {
  readonly cookie: string;
  readonly #url: string;
  readonly #reconnection: Reconnection | undefined;

  /** A customer whom the bank knows opens their link. `localAddress`: where from; many at once cannot all come from one place. */
  static async enter(
    installation: Installation,
    customer: MadeUpCustomer,
    { localAddress, reconnection }: { readonly localAddress?: string; readonly reconnection?: Reconnection } = {},
  ): Promise<ApiCustomer> {
    const url = new URL(installation.running.urls.customer).origin;
    const secret = secretIn(await openEntryLink(installation, customer));
    const { reply, cookie } = await postJson(
      `${url}/v1/entry/exchange`,
      { secret, language: 'en' },
      { headers: { origin: url }, ...(localAddress === undefined ? {} : { localAddress }) },
    );
    installation.privateValues.noteCookies(cookie);
    return new ApiCustomer(url, cookie, CustomerSessionView.parse(reply), reconnection);
  }

  /** Another page of the same device. */
  secondPage(): ApiCustomer {
    return new ApiCustomer(this.#url, this.cookie, this.view, this.#reconnection);
  }

  private constructor(url: string, cookie: string, view: CustomerSessionView | undefined, reconnection?: Reconnection) {
    super(url, CUSTOMER_NAMESPACE, customerRequests, 'session.changed', cookie, reconnection);
    this.#url = url;
    this.#reconnection = reconnection;
    this.cookie = cookie;
    this.view = view;
  }
}

export class ApiAgent extends ApiPage<DeskView, StaffRequests> {
  static async signIn({ running, privateValues }: Installation, login: { readonly staffNumber: string; readonly password: string }) {
    const url = new URL(running.urls.customer).origin;
    const { reply, cookie } = await postJson(`${url}/v1/staff/login`, login, { headers: { origin: url } });
    privateValues.noteCookies(cookie);
    privateValues.note('anti-forgery token', z.object({ csrfToken: z.string() }).parse(reply).csrfToken);
    return new ApiAgent(url, cookie);
  }

  private constructor(url: string, cookie: string) {
    super(url, STAFF_NAMESPACE, staffRequests, 'desk.changed', cookie);
  }
}
