import {
  CUSTOMER_NAMESPACE,
  type CustomerRequests,
  customerRequests,
  type CustomerSessionView,
  type DeskView,
  requester,
  STAFF_NAMESPACE,
  type StaffRequests,
  staffRequests,
} from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';

type Requester<Table extends CustomerRequests | StaffRequests> = ReturnType<typeof requester<Table>>;

interface PageOptions {
  readonly url: string;
  readonly cookie: string;
  readonly origin?: string;
}

/** A page's socket: what it was told last, and what it asks. */
class PageClient<View, Table extends CustomerRequests | StaffRequests> {
  readonly socket: Socket;
  readonly request: Requester<Table>;
  /** The view with the highest revision. */
  view: View | null = null;
  /** When a view came that fits, by performance.now(). */
  readonly told: { readonly view: View; readonly atMs: number }[] = [];

  constructor(namespace: string, table: Table, changed: string, { url, cookie, origin = url }: PageOptions) {
    this.socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      forceNew: true,
      extraHeaders: { cookie, origin },
    });
    this.request = requester(table, (name, payload, acknowledge) => this.socket.emit(name, payload, acknowledge));
    this.socket.on(changed, (view: View) => {
      this.view = view;
      this.told.push({ view, atMs: performance.now() });
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}

export class CustomerPage extends PageClient<CustomerSessionView, CustomerRequests> {
  constructor(options: PageOptions) {
    super(CUSTOMER_NAMESPACE, customerRequests, 'session.changed', options);
  }
}

export class StaffPage extends PageClient<DeskView, StaffRequests> {
  constructor(options: PageOptions) {
    super(STAFF_NAMESPACE, staffRequests, 'desk.changed', options);
  }
}
