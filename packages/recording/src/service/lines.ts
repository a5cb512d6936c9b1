import { MAX_PAYLOAD_BYTES } from '@guichet/protocol';

const NEWLINE = 0x0a;

/** Cuts a byte stream into lines of JSON. A line over the limit, or one that is no JSON, ends the stream: its sender is broken. */
export class LineReader {
  readonly #onLine: (value: unknown) => void;
  readonly #onBroken: () => void;
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  #stopAfterLine = false;

  /** @param maxBytes of a line: a request's limit, unless what is read are the answers of somebody who is trusted to give long ones */
  constructor(onLine: (value: unknown) => void, onBroken: () => void, maxBytes = MAX_PAYLOAD_BYTES) {
    this.#onLine = onLine;
    this.#onBroken = onBroken;
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (!this.#ended) {
      const end = this.#rest.indexOf(NEWLINE);
      if (end < 0) break;
      const line = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end + 1);
      this.#line(line);
      // Whoever reads may have stopped on that very line; the rest is then no line.
      if (this.#stopAfterLine) return;
    }
    if (this.#rest.length > this.#maxBytes) this.#break();
  }

  /** Called from `onLine`: the bytes behind this line are left for `end`. */
  stop(): void {
    this.#stopAfterLine = true;
  }

  /** Ends line mode; returns what has come behind the last line. */
  end(): Buffer {
    this.#ended = true;
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }

  #line(bytes: Buffer): void {
    if (bytes.length > this.#maxBytes) return this.#break();
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
