import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { RingAddress } from '../service/packet-ring.ts';

const HEADER_BYTES = 128;
const At = { capacity: 16, written: 24, taken: 40, pid: 56, fd: 60, dropped: 64 } as const;

/** Writes into a ring as a media worker does (`apps/sfu/native/sources/include/RTC/RecordingRing.hpp`), for tests that need exact packets. */
export class RingWriter {
  readonly #fd: number;
  readonly #capacity: number;
  #written: number;
  #dropped: number;

  constructor({ path }: RingAddress) {
    this.#fd = openSync(path, 'r+');
    this.#capacity = this.#number(At.capacity);
    this.#written = this.#number(At.written);
    this.#dropped = this.#number(At.dropped);
    const who = Buffer.alloc(8);
    who.writeUInt32LE(process.pid, 0);
    who.writeUInt32LE(this.#fd, 4);
    writeSync(this.#fd, who, 0, 8, At.pid);
  }

  /** Bytes that the other end has not given back. */
  get waiting(): number {
    return this.#written - this.#number(At.taken);
  }

  /** @returns false when there was no room for it */
  send(packet: Buffer, us: number): boolean {
    const record = Buffer.alloc(12 + packet.length);
    record.writeUInt32LE(packet.length, 0);
    record.writeBigUInt64LE(BigInt(us), 4);
    packet.copy(record, 12);
    if (this.waiting + record.length > this.#capacity) {
      this.#put(At.dropped, ++this.#dropped);
      return false;
    }
    for (let i = 0; i < record.length; ) {
      const at = (this.#written + i) % this.#capacity;
      const length = Math.min(record.length - i, this.#capacity - at);
      writeSync(this.#fd, record, i, length, HEADER_BYTES + at);
      i += length;
    }
    this.#written += record.length;
    this.#put(At.written + 8, this.#written);
    this.#put(At.written, this.#written);
    return true;
  }

  /** What a reader finds that copies the position while it changes. */
  tearPosition(): void {
    this.#put(At.written, this.#written + 1_000_000);
  }

  mendPosition(): void {
    this.#put(At.written, this.#written);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #number(at: number): number {
    const bytes = Buffer.alloc(8);
    readSync(this.#fd, bytes, 0, 8, at);
    return Number(bytes.readBigUInt64LE());
  }

  #put(at: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    writeSync(this.#fd, bytes, 0, 8, at);
  }
}
