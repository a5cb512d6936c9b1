import { TapFrameHead } from '@guichet/protocol';

const PREFIX_BYTES = 8;
const MAX_HEAD_BYTES = 4 * 1024;
const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;

/** A frame on the wire: u32 head length, u32 payload length (big-endian), the head as JSON, the payload. */
export function encodeTapFrame(head: TapFrameHead, payload: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify(head), 'utf8');
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(json.length, 0);
  prefix.writeUInt32BE(payload.length, 4);
  return Buffer.concat([prefix, json, payload]);
}

/** Cuts a stream into tap frames. */
export class TapFrameReader {
  readonly #onFrame: (head: TapFrameHead, payload: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: (head: TapFrameHead, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Throws on what is no stream of tap frames. */
  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= PREFIX_BYTES) {
      const headBytes = this.#rest.readUInt32BE(0);
      const payloadBytes = this.#rest.readUInt32BE(4);
      if (headBytes > MAX_HEAD_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) throw new Error('Not a tap frame');
      const end = PREFIX_BYTES + headBytes + payloadBytes;
      if (this.#rest.length < end) return;
      const head = TapFrameHead.parse(JSON.parse(this.#rest.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + headBytes)));
      const payload = Buffer.from(this.#rest.subarray(PREFIX_BYTES + headBytes, end));
      this.#rest = this.#rest.subarray(end);
      this.#onFrame(head, payload);
    }
  }
}
