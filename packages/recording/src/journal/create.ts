import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeSeal, genesisHead, parseSeal } from '@guichet/evidence';
import { JournalHeader } from '@guichet/protocol';
import type { ChunkSeal, JournalEpoch, RecordingId, WrapKey } from '@guichet/protocol';
import { WRAP_ALG, WRAP_ENC, newDataKey, wrapDataKey } from './data-key.ts';
import { appendDurably, replaceDurably, syncDirectory } from './durable.ts';
import { HEADER_NAME, INDEX_NAME, chunkName, chunkSeqOf, epochName, epochOf } from './names.ts';
import type { NodeSigner } from './node-signer.ts';
import { readSealOf, sealUnfinished } from './seal-chunk.ts';

interface NewJournal {
  readonly dir: string;
  readonly recordingId: RecordingId;
  readonly wrapKey: WrapKey;
  readonly wrapKeyId: string;
  readonly signer: NodeSigner;
  readonly nowMs: number;
}

/** Begins a journal: its folder and its header. */
export function createJournal({ dir, recordingId, wrapKey, wrapKeyId, signer, nowMs }: NewJournal): JournalHeader {
  const header = JournalHeader.parse({
    format: 'guichet.journal/1',
    recordingId,
    createdAtMs: nowMs,
    wrap: { alg: WRAP_ALG, enc: WRAP_ENC, kid: wrapKeyId, key: wrapKey },
    node: { keyId: signer.keyId, key: signer.key },
  });
  mkdirSync(dir, { mode: 0o700 });
  syncDirectory(dirname(dir));
  replaceDurably(join(dir, HEADER_NAME), JSON.stringify(header));
  return header;
}

export function readJournalHeader(dir: string): JournalHeader {
  return JournalHeader.parse(JSON.parse(readFileSync(join(dir, HEADER_NAME), 'utf8')));
}

export interface OpenedEpoch {
  readonly epoch: number;
  readonly dataKey: Uint8Array;
}

/** Makes the data key of a new incarnation and leaves it, wrapped, in the journal. */
export async function openEpoch(dir: string, header: JournalHeader, nowMs: number): Promise<OpenedEpoch> {
  const earlier = readdirSync(dir)
    .map(epochOf)
    .filter((epoch) => epoch !== null);
  const epoch = Math.max(0, ...earlier) + 1;
  const dataKey = newDataKey();
  const entry: JournalEpoch = {
    format: 'guichet.epoch/1',
    recordingId: header.recordingId,
    epoch,
    openedAtMs: nowMs,
    wrappedKey: await wrapDataKey(dataKey, header.wrap.key, header.wrap.kid),
  };
  replaceDurably(join(dir, epochName(epoch)), JSON.stringify(entry));
  return { epoch, dataKey };
}

export interface JournalEnd {
  readonly nextSeq: number;
  readonly previousHead: string;
  readonly final: boolean;
  /** Content of all chunks. */
  readonly sizeBytes: number;
  /** Seals that were made just now for chunks that a killed writer had left open. */
  readonly sealedNow: readonly { readonly seal: ChunkSeal; readonly path: string }[];
}

/**
 * Finds the end of a journal that a writer left, and seals what it had not. The index makes that quick; without one every chunk's seal
 * is read.
 */
export function recoverJournal(dir: string, header: JournalHeader, signer: NodeSigner, nowMs: number): JournalEnd {
  const seqs = readdirSync(dir)
    .map(chunkSeqOf)
    .filter((seq) => seq !== null)
    .sort((a, b) => a - b);
  const indexed = readIndex(dir, seqs);
  let last: ChunkSeal | null = indexed.at(-1) ?? null;
  let sizeBytes = indexed.reduce((sum, seal) => sum + seal.sizeBytes, 0);
  const sealedNow: { seal: ChunkSeal; path: string }[] = [];

  for (const seq of seqs.filter((candidate) => candidate > (last?.seq ?? 0))) {
    const path = join(dir, chunkName(seq));
    const previousHead = last?.head ?? genesisHead(header);
    const found = readSealOf(path);
    if (found) {
      last = found;
    } else {
      const seal = sealUnfinished(path, { recordingId: header.recordingId, seq, previousHead, signer, nowMs });
      appendDurably(path, encodeSeal(JSON.stringify(seal)));
      sealedNow.push({ seal, path });
      last = seal;
    }
    sizeBytes += last.sizeBytes;
    appendDurably(join(dir, INDEX_NAME), Buffer.from(`${JSON.stringify(last)}\n`));
  }
  return {
    nextSeq: (last?.seq ?? 0) + 1,
    previousHead: last?.head ?? genesisHead(header),
    final: last?.final ?? false,
    sizeBytes,
    sealedNow,
  };
}

/** The entries of the index up to the last one whose chunk is there; what they cover need not be looked at. */
function readIndex(dir: string, seqs: readonly number[]): readonly ChunkSeal[] {
  const path = join(dir, INDEX_NAME);
  if (!existsSync(path)) return [];
  const present = new Set(seqs);
  const seals = readFileSync(path, 'utf8')
    .split('\n')
    .map(parseSeal)
    .filter((seal) => seal !== null);
  return seals.slice(0, seals.findLastIndex((seal) => present.has(seal.seq)) + 1);
}
