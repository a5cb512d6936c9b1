import type { Reply, WireError } from '@guichet/protocol';
import { io, type Socket } from 'socket.io-client';

/** A page's socket without the page: what it was told, and whatever one wants to ask of it. */
export interface RawPage<View> {
  readonly socket: Socket;
  readonly views: View[];
  /** Everything else that came unasked. */
  readonly told: string[];
  ask(name: string, payload?: unknown): Promise<Reply<unknown>>;
}

/** Opens sockets that do not come back by themselves, and closes them all. */
export class RawPages<View> {
  readonly #url: () => string;
  readonly #open: Socket[] = [];

  constructor(url: () => string) {
    this.#url = url;
  }

  connect(namespace: string, cookie: string | undefined, headers: Record<string, string> = {}): RawPage<View> {
    const url = this.#url();
    const socket = io(`${url}${namespace}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { ...(cookie === undefined ? {} : { cookie }), origin: url, ...headers },
    });
    this.#open.push(socket);
    const page: RawPage<View> = {
      socket,
      views: [],
      told: [],
      ask: (name, payload = {}) => socket.timeout(15_000).emitWithAck(name, payload),
    };
    socket.onAny((name: string, view) => {
      if (name.endsWith('.changed')) page.views.push(view);
      else page.told.push(name);
    });
    return page;
  }

  /** Those that are open now are closed by whoever opened them. */
  keep(): void {
    this.#open.splice(0);
  }

  close(): void {
    for (const socket of this.#open.splice(0)) socket.disconnect();
  }
}

export async function connected<Page extends Pick<RawPage<unknown>, 'socket'>>(page: Page): Promise<Page> {
  await new Promise<void>((resolve, reject) => {
    page.socket.on('connect', () => resolve());
    page.socket.on('connect_error', reject);
  });
  return page;
}

export async function refusal({ socket }: Pick<RawPage<unknown>, 'socket'>): Promise<WireError> {
  const error = await new Promise<Error & { data?: WireError }>((resolve, reject) => {
    socket.on('connect_error', resolve);
    socket.on('connect', () => reject(new Error('It was let in')));
  });
  if (error.data === undefined) throw error;
  return error.data;
}

export const codeOf = (reply: Reply<unknown>): string => (reply.ok ? 'ok' : reply.error.code);
