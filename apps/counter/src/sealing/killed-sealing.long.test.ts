import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { killMoments, MortalCounter } from '../testing/mortal-counter.ts';

const SESSIONS = 25;
const KILLS = 4;

let counter: MortalCounter;
beforeAll(async () => {
  counter = await MortalCounter.create();
});
afterAll(() => counter?.end());

it('sessions whose sealing is killed at any moment are sealed once each in the end, and the log holds each once', async () => {
  const { prisma } = counter.database;
  const moment = killMoments('killed sealing');
  const sessions = await counter.open(SESSIONS);
  for (let kill = 0; kill < KILLS; kill++) {
    const from = kill * Math.floor(SESSIONS / KILLS);
    await counter.endSessions(sessions.slice(from, from + Math.ceil(SESSIONS / KILLS)));
    await delay(moment(600));
    await counter.kill();
    await counter.start();
  }
  await counter.endSessions(sessions);
  await eventually(async () => (await prisma.seal.count({ where: { status: 'sealed' } })) === SESSIONS, 200_000);

  const events = await prisma.sessionEvent.findMany({ where: { type: 'session.sealed' } });
  expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(SESSIONS);
  expect(events).toHaveLength(SESSIONS);
  const leaves = await prisma.logLeaf.findMany({ orderBy: { index: 'asc' } });
  expect(leaves.map(({ index }) => index)).toEqual(Array.from({ length: SESSIONS }, (_, at) => at));
  const seals = await prisma.seal.findMany();
  expect(new Set(seals.map(({ manifestHash }) => manifestHash))).toEqual(new Set(leaves.map(({ manifestHash }) => manifestHash)));
  await eventually(async () => (await prisma.sealStamp.count({ where: { token: null } })) === 0, 150_000);
});
