export type ToastTone = 'info' | 'ok' | 'warn' | 'danger';

export interface ToastMessage {
  readonly id: number;
  readonly tone: ToastTone;
  readonly text: string;
}

/** More than this many at once is noise; the oldest goes. */
const MOST_AT_ONCE = 3;

/** Short messages of one page, told to whoever listens. `lifeMs` after it came a message goes by itself; warnings and errors stay. */
export class ToastStore {
  #messages: readonly ToastMessage[] = [];
  #nextId = 1;
  readonly #listeners = new Set<() => void>();
  readonly #lifeMs: number;

  constructor(lifeMs = 6_000) {
    this.#lifeMs = lifeMs;
  }

  readonly messages = (): readonly ToastMessage[] => this.#messages;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same text is not stacked: it is shown once, anew. */
  readonly show = (tone: ToastTone, text: string): void => {
    const id = this.#nextId++;
    this.#set([...this.#messages.filter((message) => message.text !== text), { id, tone, text }].slice(-MOST_AT_ONCE));
    if (tone === 'info' || tone === 'ok') setTimeout(() => this.dismiss(id), this.#lifeMs);
  };

  readonly dismiss = (id: number): void => {
    if (this.#messages.some((message) => message.id === id)) this.#set(this.#messages.filter((message) => message.id !== id));
  };

  #set(messages: readonly ToastMessage[]): void {
    this.#messages = messages;
    for (const listener of this.#listeners) listener();
  }
}
