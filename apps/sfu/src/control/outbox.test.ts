import { newId, type NodeReport } from '@guichet/protocol';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';
import { ReportFile } from './report-file.ts';

const roomId = newId('rom');
const participantId = newId('par');
const recordingId = newId('rec');
const head = '0'.repeat(64);

const joined = (at: number): NodeReport => ({ type: 'peer.joined', at, roomId, participantId });
const sampled = (at: number): NodeReport => ({
  type: 'quality.sampled',
  at,
  roomId,
  participantId,
  sample: {
    rttMs: 1,
    uplinkLossRatio: 0,
    downlinkLossRatio: 0,
    uplinkKbps: 1,
    downlinkKbps: 1,
    jitterMs: 1,
    freezeCount: 0,
    freezeMs: 0,
    concealedRatio: 0,
  },
});
const closedChunk = (seq: number): NodeReport => ({
  type: 'recording.chunk_closed',
  at: seq,
  roomId,
  recordingId,
  seq,
  sizeBytes: 1,
  hash: head,
  head,
  signature: 'x',
});
const facts = (outbox: Outbox) => {
  const all: NodeReport[] = [];
  for (let batch = outbox.batch(); batch.length > 0; batch = outbox.batch()) {
    all.push(...batch.map((entry) => entry.report));
    outbox.acknowledge(batch.map((entry) => entry.id));
  }
  return all;
};

describe('Outbox', () => {
  it('keeps reports, in their order and under the same ids, until they are acknowledged', () => {
    const outbox = new Outbox(10);
    for (let at = 1; at <= 3; at += 1) outbox.add(joined(at));
    const first = outbox.batch();
    expect(outbox.batch()).toEqual(first);
    outbox.acknowledge([first[1]!.id]);
    expect(outbox.batch().map((entry) => entry.report.at)).toEqual([1, 3]);
  });

  it('sends at most 100 at once, and never more than a message may hold', () => {
    const outbox = new Outbox(1_000);
    for (let at = 1; at <= 300; at += 1) outbox.add(joined(at));
    expect(outbox.batch()).toHaveLength(100);
    for (const { sizeBytes } of [outbox.batch()[0]!]) expect(sizeBytes * 100).toBeLessThan(48 * 1024);
    const large = new Outbox(1_000);
    for (let seq = 1; seq <= 100; seq += 1) large.add({ ...closedChunk(seq), signature: 'x'.repeat(2_000) } as NodeReport);
    expect(large.batch().length).toBeLessThan(100);
    expect(JSON.stringify(large.batch()).length).toBeLessThan(64 * 1024);
  });

  it('gives up the oldest quality samples first, then other facts, recordings never', () => {
    const outbox = new Outbox(4);
    outbox.add(joined(1));
    for (let at = 2; at <= 4; at += 1) outbox.add(sampled(at));
    for (let seq = 5; seq <= 7; seq += 1) outbox.add(closedChunk(seq));
    expect(outbox.dropped).toBe(3);
    for (let seq = 8; seq <= 20; seq += 1) outbox.add(closedChunk(seq));
    expect(facts(outbox).map((report) => report.at)).toEqual(Array.from({ length: 16 }, (_, index) => index + 5));
  });
});

describe('the outbox of a node that was killed', () => {
  let folder: string;
  const path = () => join(folder, 'reports.jsonl');
  const life = () => new Outbox(1_000, new ReportFile(path(), pino({ level: 'silent' })));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guichet-reports-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has what was not acknowledged, under the same ids and before anything new', () => {
    const first = life();
    for (let at = 1; at <= 3; at += 1) first.add(joined(at));
    const [acknowledged, ...waiting] = first.batch();
    first.acknowledge([acknowledged!.id]);
    const second = life();
    second.add(joined(4));
    // An acknowledged one may come again: the counter takes each id once.
    expect(second.batch().slice(-3, -1)).toEqual(waiting);
    expect(second.batch().at(-1)?.report.at).toBe(4);
  });

  it('has nothing when all was acknowledged, and never keeps samples', () => {
    const first = life();
    first.add(joined(1));
    first.add(sampled(2));
    first.acknowledge(
      first
        .batch()
        .slice(0, 1)
        .map(({ id }) => id),
    );
    expect(readFileSync(path(), 'utf8')).toBe('');
    expect(life().size).toBe(0);
  });

  it('goes on without a line that the kill cut off', () => {
    const first = life();
    first.add(joined(1));
    appendFileSync(path(), '{"id":"rpt_');
    life().add(joined(2));
    expect(facts(life()).map(({ at }) => at)).toEqual([1, 2]);
  });

  it('does not grow while reports come and go', () => {
    const outbox = life();
    outbox.add(joined(0));
    for (let at = 1; at <= 30_000; at += 1) {
      outbox.add(joined(at));
      outbox.acknowledge(
        outbox
          .batch()
          .slice(1)
          .map(({ id }) => id),
      );
    }
    expect(readFileSync(path(), 'utf8').split('\n').length).toBeLessThan(10_100);
    expect(facts(life())[0]?.at).toBe(0);
  });
});
