import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { chunkHead, parseSeal, SEAL_SEARCH_BYTES, splitSeal } from '@guichet/evidence';
import { chunkHeadText } from '@guichet/protocol';
import type { ChunkFacts, ChunkSeal } from '@guichet/protocol';
import { decodeChunkHeader, walkBlocks } from './layout.ts';
import type { NodeSigner } from './node-signer.ts';

export function sealFacts(facts: ChunkFacts, signer: NodeSigner): ChunkSeal {
  const head = chunkHead(facts);
  return { ...facts, head, nodeKeyId: signer.keyId, signature: signer.sign(chunkHeadText(head)) };
}

/** Reads the seal at the end of a chunk file without reading the chunk. */
export function readSealOf(path: string): ChunkSeal | null {
  const fd = openSync(path, 'r');
  try {
    const sizeBytes = fstatSync(fd).size;
    const tail = Buffer.alloc(Math.min(sizeBytes, SEAL_SEARCH_BYTES));
    readSync(fd, tail, 0, tail.length, sizeBytes - tail.length);
    const { sealJson } = splitSeal(tail);
    return sealJson === null ? null : parseSeal(sealJson);
  } finally {
    closeSync(fd);
  }
}

interface Unfinished {
  readonly recordingId: ChunkFacts['recordingId'];
  readonly seq: number;
  readonly previousHead: string;
  readonly signer: NodeSigner;
  readonly nowMs: number;
}

/**
 * The seal of a chunk whose writer did not get to close it. Not a byte of what was written is changed: the torn end, if any, is
 * counted and stays where it is.
 */
export function sealUnfinished(path: string, { recordingId, seq, previousHead, signer, nowMs }: Unfinished): ChunkSeal {
  const content = readFileSync(path);
  const header = decodeChunkHeader(content);
  return sealFacts(
    {
      format: 'guichet.chunk/1',
      recordingId,
      seq,
      epoch: header?.epoch ?? 1,
      previousHead,
      sha256: createHash('sha256').update(content).digest('hex'),
      sizeBytes: content.length,
      openedAtMs: header?.openedAtMs ?? nowMs,
      closedAtMs: nowMs,
      final: false,
      recovered: true,
      tornBytes: walkBlocks(content).leftoverBytes,
    },
    signer,
  );
}
