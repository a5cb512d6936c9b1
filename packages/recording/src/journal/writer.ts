import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSeal } from '@guichet/evidence';
import type { ChunkSeal, RecordingId } from '@guichet/protocol';
import { ChunkFile } from './chunk-file.ts';
import type { Clock } from './clock.ts';
import type { JournalEvent } from './events.ts';
import { MAX_RECORD_BYTES, NO_TRACK, RECORD_HEADER_BYTES, RecordType, writeRecord } from './layout.ts';
import { INDEX_NAME, chunkName } from './names.ts';
import type { NodeSigner } from './node-signer.ts';
import { sealFacts, sealUnfinished } from './seal-chunk.ts';
import { appendDurably } from './durable.ts';

/** Holds some 400 ms of four 720p tracks; a fuller block is written before its time. */
const BLOCK_BUFFER_BYTES = 192 * 1024;
/** A chunk ends before its time when it has grown to this: what a reader has to hold in memory at once. */
const MAX_CHUNK_BYTES = 8 * 1024 * 1024;
/**
 * Time from a chunk's first packet to its seal. Under 2 s by more than a look into the ring, a tick and an fdatasync take, so that a power cut
 * never costs 2 s of media.
 */
export const DEFAULT_CHUNK_MS = 1_500;

export interface JournalWriterOptions {
  readonly dir: string;
  readonly recordingId: RecordingId;
  readonly epoch: number;
  readonly dataKey: Uint8Array;
  readonly signer: NodeSigner;
  readonly clock: Clock;
  /** The first chunk's number and what it follows. */
  readonly nextSeq: number;
  readonly previousHead: string;
  readonly chunkMs?: number;
  /** Written first in every chunk. */
  readonly held: () => JournalEvent;
  /** After the chunk and its seal are on the disk. */
  readonly onSealed: (seal: ChunkSeal, path: string) => void;
  /** The disk refused a write or a sync: nothing is being written from here on, until `resume` succeeds. */
  readonly onFailed: (error: NodeJS.ErrnoException) => void;
  /** After every block that was written, with its plaintext, which is only valid during the call. */
  readonly onWritten?: (plain: Buffer, baseUs: number) => void;
}

/**
 * Appends to one journal. `packet` and `event` copy into a buffer, `flush` (called by the owner at least every 100 ms) seals and writes
 * it and closes the chunk when its time has come. Memory is one buffer, whatever happens.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #chunkMs: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BLOCK_BUFFER_BYTES);
  /** As a key object: making a cipher of raw bytes costs as much again as sealing a block. */
  readonly #dataKey: KeyObject;
  readonly #indexFd: number;
  #filled = 0;
  #chunk: ChunkFile | null = null;
  #broken: ChunkFile | null = null;
  #nextSeq: number;
  #previousHead: string;
  #finishing: Promise<void> = Promise.resolve();
  #failed = false;
  #totalBytes = 0;
  #droppedPackets = 0;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#chunkMs = options.chunkMs ?? DEFAULT_CHUNK_MS;
    this.#nextSeq = options.nextSeq;
    this.#previousHead = options.previousHead;
    this.#dataKey = createSecretKey(options.dataKey);
    this.#indexFd = openSync(join(options.dir, INDEX_NAME), 'a', 0o600);
  }

  get failed(): boolean {
    return this.#failed;
  }

  get head(): string {
    return this.#previousHead;
  }

  /** Chunks that exist, the open one included. */
  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** Bytes of content that this incarnation has written. */
  get writtenBytes(): number {
    return this.#totalBytes + (this.#chunk?.sizeBytes ?? 0);
  }

  /** Packets that came while nothing could be written; counted, not kept. */
  get droppedPackets(): number {
    return this.#droppedPackets;
  }

  packet(type: typeof RecordType.rtp | typeof RecordType.rtcp, trackIndex: number, bytes: Uint8Array, arrivedUs: number): void {
    this.#append(type, trackIndex, bytes, arrivedUs);
  }

  event(event: JournalEvent): void {
    this.#append(RecordType.event, NO_TRACK, Buffer.from(JSON.stringify(event), 'utf8'), this.#options.clock.monoUs());
  }

  /** Whether the open chunk has to be closed now. */
  get due(): boolean {
    return this.#chunk !== null && this.#isDue(this.#chunk);
  }

  /** Writes what has gathered and closes the chunk when it is due. Returns false when the disk refused; `onFailed` has been told. */
  flush(): boolean {
    if (this.#failed) return false;
    this.#writeBlock();
    const chunk = this.#chunk;
    if (chunk && this.#isDue(chunk)) this.#seal(chunk, false);
    return !this.#failed;
  }

  /** Stops writing without an error of the file system, e.g. because space is running out. What gathered is written if it can be. */
  stop(): void {
    if (this.#failed) return;
    this.#writeBlock();
    if (this.#chunk) this.#seal(this.#chunk, false);
    this.#failed = true;
  }

  /**
   * Tries to write again after a failure: seals the chunk that was being written, torn end and all. Returns false when the disk
   * still refuses.
   */
  resume(): boolean {
    if (!this.#failed) return true;
    try {
      this.#sealBroken();
    } catch {
      return false;
    }
    this.#failed = false;
    this.#filled = 0;
    this.#droppedPackets = 0;
    return true;
  }

  /** Writes the last chunk, marked final, and resolves with its head when it is on the disk. */
  async close(lastEvent: JournalEvent): Promise<{ readonly head: string; readonly chunks: number }> {
    if (!this.#failed) {
      this.event(lastEvent);
      this.#writeBlock();
      if (this.#chunk) this.#seal(this.#chunk, true);
    }
    await this.#letGo();
    return { head: this.#previousHead, chunks: this.lastSeq };
  }

  /** Ends this incarnation's writing, not the journal: everything is sealed, nothing is marked final. */
  async suspend(): Promise<void> {
    this.stop();
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    await this.#finishing;
    closeSync(this.#indexFd);
  }

  #append(type: RecordType, trackIndex: number, bytes: Uint8Array, arrivedUs: number): void {
    if (this.#failed) {
      this.#drop(type);
      return;
    }
    if (bytes.length > MAX_RECORD_BYTES) throw new RangeError('A record holds at most 65535 bytes');
    const needed = RECORD_HEADER_BYTES + bytes.length;
    if (this.#filled + needed > BLOCK_BUFFER_BYTES) {
      this.#writeBlock();
      if (this.#failed) {
        this.#drop(type);
        return;
      }
    }
    const chunk = this.#chunk ?? this.#open();
    this.#filled = writeRecord(this.#buffer, this.#filled, type, trackIndex, arrivedUs - chunk.header.baseUs, bytes);
  }

  #drop(type: RecordType): void {
    if (type !== RecordType.event) this.#droppedPackets += 1;
  }

  #open(): ChunkFile {
    const { dir, recordingId, epoch, clock, held } = this.#options;
    const seq = this.#nextSeq;
    const chunk = new ChunkFile(join(dir, chunkName(seq)), {
      seq,
      epoch,
      recordingId,
      openedAtMs: clock.wallMs(),
      baseUs: clock.monoUs(),
      previousHead: this.#previousHead,
    });
    this.#nextSeq = seq + 1;
    this.#chunk = chunk;
    this.#filled = writeRecord(this.#buffer, 0, RecordType.event, NO_TRACK, 0, Buffer.from(JSON.stringify(held()), 'utf8'));
    return chunk;
  }

  #writeBlock(): void {
    const chunk = this.#chunk;
    if (!chunk || this.#filled === 0) return;
    const plain = this.#buffer.subarray(0, this.#filled);
    try {
      chunk.append(this.#dataKey, plain);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#filled = 0;
    this.#options.onWritten?.(plain, chunk.header.baseUs);
  }

  #isDue(chunk: ChunkFile): boolean {
    return chunk.sizeBytes >= MAX_CHUNK_BYTES || this.#options.clock.monoUs() - chunk.header.baseUs >= this.#chunkMs * 1000;
  }

  #seal(chunk: ChunkFile, final: boolean): void {
    const { signer, clock, recordingId } = this.#options;
    const { seq, epoch, openedAtMs } = chunk.header;
    const sizeBytes = chunk.sizeBytes;
    const seal = sealFacts(
      {
        format: 'guichet.chunk/1',
        recordingId,
        seq,
        epoch,
        previousHead: this.#previousHead,
        sha256: chunk.finish(),
        sizeBytes,
        openedAtMs,
        closedAtMs: clock.wallMs(),
        final,
        recovered: false,
        tornBytes: 0,
      },
      signer,
    );
    try {
      chunk.writeSeal(JSON.stringify(seal));
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#chunk = null;
    this.#totalBytes += sizeBytes;
    this.#previousHead = seal.head;
    this.#finish(seal, chunk.path, async () => {
      await chunk.sync();
      chunk.close();
    });
  }

  #sealBroken(): void {
    const { signer, clock, recordingId } = this.#options;
    const chunk = this.#broken;
    if (!chunk) return;
    const { seq } = chunk.header;
    // A seal that was cut off by the full disk is part of the torn end now.
    const seal = sealUnfinished(chunk.path, { recordingId, seq, previousHead: this.#previousHead, signer, nowMs: clock.wallMs() });
    appendDurably(chunk.path, encodeSeal(JSON.stringify(seal)));
    chunk.close();
    this.#broken = null;
    this.#totalBytes += seal.sizeBytes;
    this.#previousHead = seal.head;
    this.#finish(seal, chunk.path, async () => undefined);
  }

  #finish(seal: ChunkSeal, path: string, sync: () => Promise<void>): void {
    const { onSealed } = this.#options;
    this.#finishing = this.#finishing.then(async () => {
      try {
        // The chunk's name is made durable with it: file systems that journal (or log) put a new file's entry down when the file is
        // synced, and ext4 without a journal syncs the folder itself. A second sync of the folder would cost as much as the first.
        await sync();
        writeSync(this.#indexFd, `${JSON.stringify(seal)}\n`);
      } catch (error) {
        // The index repeats what the chunks say; but a sync that failed means that the disk does not keep what it was given.
        this.#fail(error);
      }
      onSealed(seal, path);
    });
  }

  #fail(error: unknown): void {
    this.#filled = 0;
    const chunk = this.#chunk;
    this.#chunk = null;
    if (chunk?.begun) this.#broken = chunk;
    // Nothing of it exists: its number is still free.
    else if (chunk) this.#nextSeq = chunk.header.seq;
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailed(error as NodeJS.ErrnoException);
  }
}
