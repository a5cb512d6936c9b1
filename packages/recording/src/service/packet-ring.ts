import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MAGIC = Buffer.from('GUICHETR', 'latin1');
const VERSION = 1;
const HEADER_BYTES = 128;
const PACKET_HEADER_BYTES = 12;
const At = { version: 8, headerBytes: 12, capacity: 16, written: 24, taken: 40, pid: 56, fd: 60, dropped: 64, id: 72, told: 88 } as const;
const ID_BYTES = 16;
/** More than a second of two parties who send all they may, several of what they mostly do; a recording service that is killed is back in less. */
const CAPACITY_BYTES = 2 * 1024 * 1024;
/** `f_type` of a tmpfs (statfs(2)). */
const TMPFS_MAGIC = 0x0102_1994;
/** More than the two clocks can be apart if both are one clock, and longer than any packet waits. */
const SAME_CLOCK_US = 60_000_000;
const TWO_TO_32 = 0x1_0000_0000;

/** How another process of this machine and user finds a ring. */
export interface RingAddress {
  /** Leads to the file as long as the process that it names has it open. */
  readonly path: string;
  /** By which it is known again, whatever its path. */
  readonly id: string;
}

/** All rings are read through one buffer: what was read is valid until the next one is. */
let scratch = Buffer.alloc(0);

/**
 * The packets of one recording on their way from a media worker of our own build, in memory that both share. The worker maps it
 * (`apps/sfu/native/sources/include/RTC/RecordingRing.hpp`, where the layout stands); here it is read as a file, which costs two system calls for
 * all that has come in a while, where a socket costs one for each datagram. It lies on a tmpfs, so that plain media never reaches a disk, and has no
 * name: nobody finds it but through a process of this user that has it open. A killed worker's packets are still in it, and
 * while the worker lives a service that was killed finds in it what came meanwhile.
 */
export class PacketRing {
  readonly id: string;
  readonly #fd: number;
  readonly #capacity: number;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #numbers = Buffer.alloc(16);
  /** Up to where packets were handed out, and up to where their room was given back. */
  #position: number;
  #freed: number;

  /** A new one, or null where there is no memory for it: then packets come as datagrams. */
  static create(folder: string, capacity = CAPACITY_BYTES): PacketRing | null {
    let fd: number | null = null;
    try {
      if (statfsSync(folder).type !== TMPFS_MAGIC) return null;
      const id = randomBytes(ID_BYTES);
      const path = join(folder, `guichet-${id.toString('hex')}`);
      fd = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      const header = Buffer.alloc(HEADER_BYTES);
      MAGIC.copy(header);
      header.writeUInt32LE(VERSION, At.version);
      header.writeUInt32LE(HEADER_BYTES, At.headerBytes);
      header.writeBigUInt64LE(BigInt(capacity), At.capacity);
      id.copy(header, At.id);
      writeAll(fd, header);
      // Takes the memory now: a worker that finds none left when it writes is ended by the system.
      writeAll(fd, Buffer.alloc(capacity));
      return new PacketRing(fd, header);
    } catch {
      if (fd !== null) closeSync(fd);
      return null;
    }
  }

  /** One that an earlier incarnation of the service made, through the worker that has it; null when it is gone. */
  static find({ path, id }: RingAddress): PacketRing | null {
    let fd: number | null = null;
    try {
      fd = openSync(path, 'r+');
      const header = Buffer.alloc(HEADER_BYTES);
      const whole = readSync(fd, header, 0, HEADER_BYTES, 0) === HEADER_BYTES && header.subarray(0, MAGIC.length).equals(MAGIC);
      const fits = whole && header.toString('hex', At.id, At.id + ID_BYTES) === id && header.readUInt32LE(At.version) === VERSION;
      if (fits && fstatSync(fd).size === HEADER_BYTES + readNumber(header, At.capacity)) return new PacketRing(fd, header);
    } catch {
      // The process is gone, or another one has its number now.
    }
    if (fd !== null) closeSync(fd);
    return null;
  }

  private constructor(fd: number, header: Buffer) {
    this.#fd = fd;
    this.id = header.toString('hex', At.id, At.id + ID_BYTES);
    this.#capacity = readNumber(header, At.capacity);
    this.#position = readNumber(header, At.taken);
    this.#freed = this.#position;
    if (scratch.length < this.#capacity) scratch = Buffer.allocUnsafeSlow(this.#capacity);
  }

  /** For the worker that is to write into it. */
  get address(): RingAddress {
    return { path: `/proc/${process.pid}/fd/${this.#fd}`, id: this.id };
  }

  /** Where the worker that writes into it has it open, as of the last `read`; null before there was one. */
  get workerAddress(): RingAddress | null {
    const pid = this.#header.readUInt32LE(At.pid);
    return pid === 0 ? null : { path: `/proc/${pid}/fd/${this.#header.readUInt32LE(At.fd)}`, id: this.id };
  }

  /**
   * Hands out what has come since the last time: each packet, a view that is valid during the call, with when the worker had it. That is
   * when it arrived, however long it then waited; should worker and service have different clocks after all (time namespaces), it is now.
   *
   * @param nowUs monotonic microseconds
   * @returns how many packets were lost because the ring was full, that were not told of before
   */
  read(nowUs: number, onPacket: (packet: Buffer, arrivedUs: number) => void): number {
    const header = this.#header;
    if (readSync(this.#fd, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return 0;
    const written = readNumber(header, At.written);
    // Copied while it changed: the next time will do.
    if (written !== readNumber(header, At.written + 8)) return 0;
    const length = written - this.#position;
    if (length > 0 && length <= this.#capacity) {
      this.#fetch(length);
      eachPacket(scratch.subarray(0, length), nowUs, onPacket);
    }
    this.#position = written;
    return this.#lost();
  }

  /** What was handed out is in the journal, or given up: its room is the worker's again. */
  free(): void {
    if (this.#freed === this.#position) return;
    this.#freed = this.#position;
    const position = BigInt(this.#position);
    this.#numbers.writeBigUInt64LE(position, 0);
    this.#numbers.writeBigUInt64LE(position, 8);
    writeSync(this.#fd, this.#numbers, 0, 16, At.taken);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #fetch(length: number): void {
    const at = this.#position % this.#capacity;
    const first = Math.min(length, this.#capacity - at);
    readSync(this.#fd, scratch, 0, first, HEADER_BYTES + at);
    if (first < length) readSync(this.#fd, scratch, first, length - first, HEADER_BYTES);
  }

  #lost(): number {
    const dropped = readNumber(this.#header, At.dropped);
    const lost = dropped - readNumber(this.#header, At.told);
    if (lost === 0) return 0;
    this.#numbers.writeBigUInt64LE(BigInt(dropped), 0);
    writeSync(this.#fd, this.#numbers, 0, 8, At.told);
    return lost;
  }
}

function eachPacket(bytes: Buffer, nowUs: number, onPacket: (packet: Buffer, arrivedUs: number) => void): void {
  let offset = 0;
  while (offset + PACKET_HEADER_BYTES <= bytes.length) {
    const start = offset + PACKET_HEADER_BYTES;
    const end = start + bytes.readUInt32LE(offset);
    if (end > bytes.length) return;
    const us = readNumber(bytes, offset + 4);
    const arrivedUs = us <= nowUs && nowUs - us < SAME_CLOCK_US ? us : nowUs;
    onPacket(bytes.subarray(start, end), arrivedUs);
    offset = end;
  }
}

/** Exact up to 2^53. */
const readNumber = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 4) * TWO_TO_32 + bytes.readUInt32LE(at);

function writeAll(fd: number, bytes: Buffer): void {
  if (writeSync(fd, bytes) < bytes.length) throw new Error('The file system took only part');
}
