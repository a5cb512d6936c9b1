import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, fdatasync, openSync, writevSync } from 'node:fs';
import { promisify } from 'node:util';
import { encodeSeal } from '@guichet/evidence';
import { headerDigest, sealBlock } from './block-sealer.ts';
import { encodeChunkHeader } from './layout.ts';
import type { ChunkHeader } from './layout.ts';

const fdatasyncAsync = promisify(fdatasync);

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
    this.#write(parts);
    this.#pendingHeader = null;
    for (const part of parts) this.#hash.update(part);
  }

  /** Ends the content and returns its SHA-256; the seal comes next. */
  finish(): string {
    return this.#hash.digest('hex');
  }

  writeSeal(sealJson: string): void {
    this.#write([encodeSeal(sealJson)]);
  }

  /** Resolves when everything is on the disk, not just with the file system. */
  async sync(): Promise<void> {
    if (this.#fd !== null) await fdatasyncAsync(this.#fd);
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #write(parts: readonly Uint8Array[]): void {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    const written = writevSync(this.#fd as number, parts);
    this.#sizeBytes += written;
    if (written < total) throw new ShortWrite('The file system took only part of a block');
  }
}
