export type ToastTone = 'info' | 'ok' | 'warn' | 'danger';

export interface ToastMessage {
  readonly id: number;
  readonly tone: ToastTone;
  readonly text: string;
}

interface ToastOptions {
  /** How long news stand before they go by themselves. */
  readonly lifeMs?: number;
  /** More at once is noise; the oldest goes. */
  readonly mostAtOnce?: number;
}

/** Short messages of one page, told to whoever listens. News go by themselves; warnings and errors stay until they are dismissed or settled. */
export class ToastStore {
  #messages: readonly ToastMessage[] = [];
  #nextId = 1;
  readonly #listeners = new Set<() => void>();
  readonly #lifeMs: number;
  readonly #mostAtOnce: number;

  constructor({ lifeMs = 6_000, mostAtOnce = 3 }: ToastOptions = {}) {
    this.#lifeMs = lifeMs;
    this.#mostAtOnce = mostAtOnce;
  }

  readonly messages = (): readonly ToastMessage[] => this.#messages;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same text is not stacked: it is shown once, anew. */
  readonly show = (tone: ToastTone, text: string): void => {
    const id = this.#nextId++;
    this.#set([...this.#messages.filter((message) => message.text !== text), { id, tone, text }].slice(-this.#mostAtOnce));
    if (tone === 'info' || tone === 'ok') this.#expire(id);
  };

  /** What the person asked for next worked: what went wrong before is told and over, and goes as news do. */
  readonly settle = (): void => {
    for (const { id } of this.#messages) this.#expire(id);
  };

  readonly dismiss = (id: number): void => {
    if (this.#messages.some((message) => message.id === id)) this.#set(this.#messages.filter((message) => message.id !== id));
  };

  #expire(id: number): void {
    setTimeout(() => this.dismiss(id), this.#lifeMs);
  }

  #set(messages: readonly ToastMessage[]): void {
    this.#messages = messages;
    for (const listener of this.#listeners) listener();
  }
}
