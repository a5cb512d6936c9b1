import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordedTrack, newId } from '@guichet/protocol';
import type { ChunkSeal, RecordedTrackInput, RecordingId, WrapKey } from '@guichet/protocol';
import type { Clock } from '../journal/clock.ts';
import { createJournal, openEpoch, recoverJournal } from '../journal/create.ts';
import { unwrapWith } from '../journal/data-key.ts';
import type { JournalEvent } from '../journal/events.ts';
import { nodeSigner } from '../journal/node-signer.ts';
import type { RecordType } from '../journal/layout.ts';
import { JournalWriter } from '../journal/writer.ts';
import { readRecords } from '../journal/layout.ts';
import { openJournal } from '../journal/reader.ts';
import { folderSource } from '../journal/source.ts';

/** Parts for tests of journals: keys, a clock that is set by hand, a folder that goes away. */
export function testKeys() {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = pair.publicKey.export({ format: 'jwk' });
  const privateJwk = pair.privateKey.export({ format: 'jwk' }) as Record<string, unknown>;
  const nodePem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { wrapKey: { kty, crv, x, y } as WrapKey, privateJwk, unwrapKey: unwrapWith(privateJwk), signer: nodeSigner(nodePem), nodePem };
}

export class HandClock implements Clock {
  us = 5_000_000;
  wall = 1_800_000_000_000;

  monoUs(): number {
    return this.us;
  }

  wallMs(): number {
    return this.wall;
  }

  advance(ms: number): void {
    this.us += ms * 1000;
    this.wall += ms;
  }
}

export function tempFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'guichet-recording-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }) };
}

export interface WrittenRecord {
  readonly type: typeof RecordType.rtp | typeof RecordType.rtcp;
  readonly trackIndex: number;
  readonly bytes: Buffer;
  /** Milliseconds since the record before. */
  readonly afterMs: number;
}

export const NOTHING_HELD: JournalEvent = { type: 'tracks.held', tracks: [] };

interface WriteOptions {
  /** Declared before anything else, in the order of their indices. */
  readonly tracks?: readonly RecordedTrackInput[];
  readonly close?: boolean;
  readonly chunkMs?: number;
  readonly clock?: HandClock;
  readonly recordingId?: RecordingId;
}

/** A journal in `parent` with these records, flushed every 100 ms of the records' own time. */
export async function writeJournal(
  parent: string,
  keys: ReturnType<typeof testKeys>,
  records: readonly WrittenRecord[],
  options: WriteOptions = {},
) {
  const clock = options.clock ?? new HandClock();
  const recordingId = options.recordingId ?? newId('rec');
  const dir = join(parent, recordingId);
  const header = createJournal({ dir, recordingId, wrapKey: keys.wrapKey, wrapKeyId: 'test', signer: keys.signer, nowMs: clock.wallMs() });
  const { epoch, dataKey } = await openEpoch(dir, header, clock.wallMs());
  const end = recoverJournal(dir, header, keys.signer, clock.wallMs());
  const seals: ChunkSeal[] = [];
  const writer = new JournalWriter({
    dir,
    recordingId,
    epoch,
    dataKey,
    signer: keys.signer,
    clock,
    nextSeq: end.nextSeq,
    previousHead: end.previousHead,
    chunkMs: options.chunkMs ?? 1_700,
    held: () => NOTHING_HELD,
    onSealed: (seal) => seals.push(seal),
    onFailed: (error) => {
      throw error;
    },
  });
  writer.event({ type: 'epoch.opened', epoch, wallMs: clock.wallMs(), bootId: null });
  for (const [index, track] of (options.tracks ?? []).entries())
    writer.event({ type: 'track.declared', index, track: RecordedTrack.parse(track) });
  let flushedUs = clock.us;
  for (const record of records) {
    clock.advance(record.afterMs);
    if (clock.us - flushedUs >= 100_000) {
      writer.flush();
      flushedUs = clock.us;
    }
    writer.packet(record.type, record.trackIndex, record.bytes, clock.us);
  }
  writer.flush();
  if (options.close ?? true) await writer.close({ type: 'journal.closed', recordingId, reason: 'test' });
  return { dir, recordingId, header, seals, clock, writer };
}

export interface FoundRecord {
  readonly seq: number;
  readonly type: RecordType;
  readonly trackIndex: number;
  readonly arrivedUs: number;
  readonly bytes: Buffer;
}

/** Everything that can be read from a journal folder, packets alone. */
export async function readJournal(dir: string, options: Parameters<typeof openJournal>[1] = {}) {
  const journal = await openJournal(folderSource(dir), options);
  const packets: FoundRecord[] = [];
  for await (const chunk of journal.chunks()) {
    for (const block of chunk.blocks) {
      for (const record of readRecords(block)) {
        if (record.type === 3) continue;
        const { type, trackIndex, arrivalUs, bytes } = record;
        packets.push({ seq: chunk.seq, type, trackIndex, arrivedUs: (chunk.header?.baseUs ?? 0) + arrivalUs, bytes: Buffer.from(bytes) });
      }
    }
  }
  return { packets, damage: journal.damage, chain: await journal.chain() };
}
