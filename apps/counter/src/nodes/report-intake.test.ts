import { newId, type NodeReport, type ReportId } from '@guichet/protocol';
import { expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { ReportIntake } from './report-intake.ts';

const nodeId = newId('nod');
const report: NodeReport = { type: 'room.closed', roomId: newId('rom'), at: 0, reason: 'empty' };
const backlog = Array.from({ length: 100 }, () => ({ id: newId('rpt'), report }));

it('acknowledges what it took in time when there is much to take in after an outage, so that the rest and nothing else comes again', async () => {
  let nowMs = 0;
  const taken: ReportId[] = [];
  const intake = new ReportIntake(createLog('silent'), () => nowMs);
  intake.addHandler(async (_node, id) => {
    nowMs += 200;
    taken.push(id);
  });
  let left = backlog;
  let longestMs = 0;
  while (left.length > 0) {
    const sentAtMs = nowMs;
    const acknowledged = await intake.take(nodeId, left);
    longestMs = Math.max(longestMs, nowMs - sentAtMs);
    expect(acknowledged.length).toBeGreaterThan(0);
    left = left.slice(acknowledged.length);
  }
  expect(taken).toEqual(backlog.map(({ id }) => id));
  // A request has 10 s.
  expect(longestMs).toBeLessThan(5_000);
});

it('takes a report that takes long by itself', async () => {
  let nowMs = 0;
  const intake = new ReportIntake(createLog('silent'), () => nowMs);
  intake.addHandler(async () => void (nowMs += 60_000));
  expect(await intake.take(nodeId, backlog.slice(0, 2))).toEqual([backlog[0]?.id]);
});
