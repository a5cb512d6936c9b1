import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { encodeSeal } from '@guichet/evidence';
import { headerDigest, sealBlock } from './block-sealer.ts';
import { BLOCK_HEADER_BYTES, CHUNK_HEADER_BYTES, encodeChunkHeader, TAG_BYTES } from './layout.ts';
import type { ChunkHeader } from './layout.ts';

const fdatasyncAsync = promisify(fdatasync);

/**
 * Where the parts of a block are put together, of whatever chunk: one piece to be hashed and written costs half of what four do. Grows to the largest block
 * there was.
 */
let whole = Buffer.alloc(0);

/** Fewer bytes were taken than given: the disk is full, whatever the system called it. */
export class ShortWrite extends Error {
  readonly code = 'ENOSPC';
}

/**
 * One chunk being written. Writes are synchronous on purpose: they go to the page cache (some ten microseconds), they can't overtake one
 * another, and what `append` has returned from survives a kill of the process.
 */
export class ChunkFile {
  readonly header: ChunkHeader;
  readonly path: string;
  readonly #digest: Buffer;
  readonly #hash = createHash('sha256');
  #pendingHeader: Buffer | null;
  #fd: number | null = null;
  #blocks = 0;
  #sizeBytes = 0;

  /** Nothing touches the disk before the first `append`. */
  constructor(path: string, header: ChunkHeader) {
    this.path = path;
    this.header = header;
    this.#pendingHeader = encodeChunkHeader(header);
    this.#digest = headerDigest(this.#pendingHeader);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Whether the file exists: a chunk that no block was written to leaves no trace. */
  get begun(): boolean {
    return this.#fd !== null;
  }

  /** Seals `plain` as the next block and hands it to the file system in one write. Throws what the file system throws. */
  append(dataKey: KeyObject, plain: Buffer): void {
    this.#fd ??= openSync(this.path, 'ax', 0o600);
    const parts = sealBlock(dataKey, this.#digest, this.header.seq, this.#blocks, plain);
    if (this.#pendingHeader) parts.unshift(this.#pendingHeader);
    this.#blocks += 1;
    const needed = CHUNK_HEADER_BYTES + BLOCK_HEADER_BYTES + plain.length + TAG_BYTES;
    if (whole.length < needed) whole = Buffer.allocUnsafeSlow(needed);
    let filled = 0;
    for (const part of parts) filled += part.copy(whole, filled);
    const block = whole.subarray(0, filled);
    this.#write(block);
    this.#pendingHeader = null;
    this.#hash.update(block);
  }

  /** Ends the content and returns its SHA-256; the seal comes next. */
  finish(): string {
    return this.#hash.digest('hex');
  }

  writeSeal(sealJson: string): void {
    this.#write(encodeSeal(sealJson));
  }

  /** Resolves when everything is on the disk, not just with the file system. */
  async sync(): Promise<void> {
    if (this.#fd !== null) await fdatasyncAsync(this.#fd);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #write(bytes: Uint8Array): void {
    const written = writeSync(this.#fd as number, bytes);
    this.#sizeBytes += written;
    if (written < bytes.length) throw new ShortWrite('The file system took only part of a block');
  }
}
