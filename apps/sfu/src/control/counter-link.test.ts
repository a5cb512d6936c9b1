import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeReport, newId } from '@guichet/protocol';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeCounter } from '../testing/fake-counter.ts';
import { until } from '../testing/until.ts';
import { CounterLink } from './counter-link.ts';
import { NodeIdentity } from './node-identity.ts';
import { ReportFile } from './report-file.ts';

const log = pino({ level: 'silent' });
let folder: string;
let counter: FakeCounter;
let link: CounterLink;

const roomId = newId('rom');
const left = (): NodeReport => ({ type: 'peer.left', at: 1, roomId, participantId: newId('par'), reason: 'left' });
const closedChunk = (seq: number): NodeReport => {
  const head = '0'.repeat(64);
  return {
    type: 'recording.chunk_closed',
    at: seq,
    roomId,
    recordingId: newId('rec'),
    seq,
    sizeBytes: 1,
    hash: head,
    head,
    signature: 'x',
  };
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-link-'));
  counter = await FakeCounter.start();
  link = new CounterLink({
    url: counter.url,
    identity: await NodeIdentity.load(join(folder, 'node.key')),
    describe: () => ({
      zone: 'default',
      announcedAddresses: [],
      signallingUrl: 'http://127.0.0.1:1',
      capacityRooms: 1,
      version: '0.0.0',
      rooms: [],
    }),
    load: () => ({ rooms: 0, peers: 0, busiestWorkerRatio: 0, freeDiskBytes: null }),
    // It is told nothing here.
    commands: {} as never,
    reportFile: new ReportFile(join(folder, 'reports.jsonl'), log),
    log,
  });
  link.connect();
  await until('the node is registered', () => link.connected);
});

afterEach(async () => {
  link.close();
  await counter.stop();
  rmSync(folder, { recursive: true });
});

it('goes on with reports that nobody waits for after an answer that took longer than they are gathered for', async () => {
  const held = Promise.withResolvers<void>();
  counter.holdsAnswer = held.promise;
  link.report(left());
  await until('a delivery waits for its answer', () => counter.deliveries === 1);
  // Its time to be sent comes while the other is under way.
  link.report(closedChunk(1));
  await new Promise((resolve) => setTimeout(resolve, 700));
  held.resolve();
  await until('both have arrived', () => link.waitingReports === 0);
  link.report(closedChunk(2));
  await until('the next one has arrived too', () => counter.factsOf('recording.chunk_closed').length === 2);
  expect(counter.factsOf('recording.chunk_closed').map(({ seq }) => seq)).toEqual([1, 2]);
});
