import { MAX_PAYLOAD_BYTES } from '@guichet/protocol';

const NEWLINE = 0x0a;

/** Cuts a byte stream into lines of JSON. A line over the limit, or one that is no JSON, ends the stream: its sender is broken. */
export class LineReader {
  readonly #onLine: (value: unknown) => void;
  readonly #onBroken: () => void;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(onLine: (value: unknown) => void, onBroken: () => void) {
    this.#onLine = onLine;
    this.#onBroken = onBroken;
  }

  push(bytes: Buffer): void {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end = rest.indexOf(NEWLINE); end >= 0 && !this.#ended; end = rest.indexOf(NEWLINE)) {
      this.#line(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    this.#rest = rest;
    if (rest.length > MAX_PAYLOAD_BYTES) this.#break();
  }

  /** Ends line mode; returns what has come behind the last line. */
  end(): Buffer {
    this.#ended = true;
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }

  #line(bytes: Buffer): void {
    if (bytes.length > MAX_PAYLOAD_BYTES) return this.#break();
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch {
      return this.#break();
    }
    this.#onLine(value);
  }

  #break(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onBroken();
  }
}
