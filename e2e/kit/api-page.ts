import {
  CUSTOMER_NAMESPACE,
  type CustomerRequests,
  customerRequests,
  CustomerSessionView,
  type DeskView,
  requester,
  STAFF_NAMESPACE,
  type StaffRequests,
  staffRequests,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';

/** A page without a browser: what it was told last, and what it asks. It comes back by itself after the counter went away. */
class ApiPage<View extends { readonly revision: number }, Table extends CustomerRequests | StaffRequests> {
  readonly request: ReturnType<typeof requester<Table>>;
  view: View | undefined;
  readonly #socket: Socket;

  constructor(url: string, namespace: string, table: Table, changed: string, cookie: string) {
    this.#socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      forceNew: true,
      extraHeaders: { cookie, origin: url },
    });
    this.request = requester(table, (name, payload, acknowledge) => this.#socket.emit(name, payload, acknowledge));
    this.#socket.on(changed, (view: View) => {
      this.view = view;
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  close(): void {
    this.#socket.disconnect();
  }
}

export class ApiCustomer extends ApiPage<CustomerSessionView, CustomerRequests> {
  readonly cookie: string;

  /** An anonymous customer of the first service on offer. */
  static async enter(customerUrl: string): Promise<ApiCustomer> {
    const url = new URL(customerUrl).origin;
    const { serviceTypes } = z
      .object({ serviceTypes: z.array(z.object({ id: z.string() })).min(1) })
      .parse(await (await fetch(`${url}/v1/entry`)).json());
    const { reply, cookie } = await post(url, '/v1/entry/anonymous', { serviceTypeId: serviceTypes[0]?.id, language: 'en' });
    return new ApiCustomer(url, cookie, CustomerSessionView.parse(reply));
  }

  private constructor(url: string, cookie: string, view: CustomerSessionView) {
    super(url, CUSTOMER_NAMESPACE, customerRequests, 'session.changed', cookie);
    this.cookie = cookie;
    this.view = view;
  }
}

export class ApiAgent extends ApiPage<DeskView, StaffRequests> {
  static async signIn(customerUrl: string, login: { readonly staffNumber: string; readonly password: string }): Promise<ApiAgent> {
    const url = new URL(customerUrl).origin;
    const { cookie } = await post(url, '/v1/staff/login', login);
    return new ApiAgent(url, cookie);
  }

  private constructor(url: string, cookie: string) {
    super(url, STAFF_NAMESPACE, staffRequests, 'desk.changed', cookie);
  }
}

async function post(url: string, path: string, body: unknown): Promise<{ reply: unknown; cookie: string }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(body),
  });
  const reply: unknown = await response.json();
  if (!response.ok) throw new Error(`${path} was refused: ${JSON.stringify(reply)}`);
  return {
    reply,
    cookie: response.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; '),
  };
}
