import type { ShownValue } from '@guichet/workflow/views';

/** Between two edits, so that the quickest typist stays within what the counter takes; the other side still sees them well within 300 ms. */
const SPACING_MS = 120;

/** Sends `edit` of one field. Resolves to whether it was taken. */
type Send = (field: string, value: ShownValue) => Promise<boolean>;

/**
 * Brings what is typed to the counter, one edit after the other: of each field only what stands in it last. What was not taken stays here, is
 * shown as unsent, and goes out again with the field's next edit or with `flush`.
 */
export class FieldOutbox {
  readonly #send: Send;
  readonly #onChange: () => void;
  readonly #waiting = new Map<string, ShownValue>();
  readonly #unsent = new Map<string, ShownValue>();
  #sending: Promise<void> | null = null;
  #now: string | null = null;

  constructor(send: Send, onChange: () => void) {
    this.#send = send;
    this.#onChange = onChange;
  }

  write(field: string, value: ShownValue): void {
    this.#unsent.delete(field);
    this.#waiting.set(field, value);
    this.#sending ??= this.#run();
    this.#onChange();
  }

  /** Resolves once everything that was typed has been sent, to whether all of it was taken. */
  async flush(): Promise<boolean> {
    for (const [field, value] of this.#unsent) this.write(field, value);
    await this.#sending;
    return this.#unsent.size === 0;
  }

  isPending(field: string): boolean {
    return this.#now === field || this.#waiting.has(field);
  }

  isUnsent(field: string): boolean {
    return this.#unsent.has(field);
  }

  async #run(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) break;
      const [field, value] = next;
      this.#waiting.delete(field);
      this.#now = field;
      const taken = await this.#send(field, value);
      this.#now = null;
      if (!taken && !this.#waiting.has(field)) this.#unsent.set(field, value);
      this.#onChange();
      if (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, SPACING_MS));
    }
    this.#sending = null;
  }
}
