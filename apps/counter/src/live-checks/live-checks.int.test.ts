import { newId, type ParticipantId, type RoomId, type SessionId, type TimedPictureMeasure, type TrackId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TestPlane } from '../testing/test-plane.ts';
import type { FacesSeen } from './live-faces.ts';
import { LiveChecks } from './live-checks.ts';
import type { PersonSeen } from './live-person.ts';
import { LoggedChecks } from './logged-checks.ts';

const PATTERN = btoa(String.fromCharCode(...Array.from({ length: 144 }, (_, field) => 60 + field)));
const GOOD = { luma: 110, spread: 50, detail: 300, change: 4, sameness: 0.6, pattern: PATTERN };
const BLACK = { ...GOOD, luma: 1, spread: 1, detail: 0 };
const ENGINE = { name: 'test', version: '1' };

/** Until what is expected is so. */
const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 20_000, interval: 20 });

let counter: TestPlane;
let checks: LiveChecks;
let faces: FacesSeen['faces'] | null = null;
/** What an engine says of the one before the camera; null: nobody compares. */
let person: PersonSeen | null = null;
let stillsCompared = 0;

beforeAll(async () => {
  counter = await TestPlane.create();
  counter.core.log.followedBy(new LoggedChecks());
  checks = new LiveChecks({
    core: counter.core,
    media: counter.media,
    lookForFaces: async () => (faces === null ? null : { faces, engine: ENGINE }),
    compare: async (_sessionId, takeStills) => {
      if (person === null) return null;
      await takeStills();
      stillsCompared += 1;
      return person;
    },
  });
  checks.start();
});
afterAll(async () => {
  checks.stop();
  await counter.close();
});

/** A call, and what its customer's camera is measured to show. */
async function watchedCall() {
  const agentId = await counter.agent();
  const sessionId = await counter.inCall(agentId);
  const { roomId } = await counter.call(sessionId);
  const [customer] = await counter.participants(sessionId);
  const participantId = customer?.id as ParticipantId;
  const trackId = newId('trk') as TrackId;
  // By the wall clock, as the pictures that the node in memory gives.
  let atMs = Date.now();
  const measure = (picture: Omit<TimedPictureMeasure, 'atMs'>, times = 8) => {
    for (let index = 0; index < times; index += 1) {
      atMs += 500;
      counter.media.measure(roomId as RoomId, [{ participantId, trackId, pictures: [{ ...picture, atMs }], sounds: [] }]);
    }
  };
  // The first measures of a call make it known; from then on somebody is looked for on its pictures.
  const looks = () => counter.media.node.commands.filter((command) => command === 'picture.latest').length;
  const before = looks();
  await eventually(async () => {
    measure(GOOD, 1);
    expect(looks()).toBeGreaterThan(before);
  });
  return { agentId, sessionId, trackId, roomId: roomId as RoomId, participantId, measure };
}

const warningsOf = async (sessionId: SessionId) =>
  (await counter.core.log.read(sessionId)).flatMap(({ type, payload }) =>
    type === 'warning.raised' || type === 'warning.ended' ? [{ type, ...payload }] : [],
  );

it('warns agent and customer of what the recording shows too, and says when it was mended', async () => {
  faces = [{ height: 0.4, confidence: 0.9 }];
  const { agentId, sessionId, measure } = await watchedCall();
  counter.media.recorded = { ...BLACK, atMs: counter.now };
  measure(BLACK);
  await eventually(async () => expect(await warningsOf(sessionId)).toHaveLength(1));
  expect(await warningsOf(sessionId)).toMatchObject([
    {
      type: 'warning.raised',
      confirmed: true,
      observation: { check: 'black', role: 'customer', untilMs: null, engine: { name: 'guichet-measures' } },
    },
  ]);
  const { workbench } = await counter.staff(agentId, 'desk.get', {});
  expect(workbench?.warnings).toMatchObject([{ check: 'black', role: 'customer', untilMs: null }]);
  expect((await counter.customer(sessionId, 'session.get', {})).hints).toEqual(['black']);
  measure(GOOD);
  await eventually(async () => expect(await warningsOf(sessionId)).toHaveLength(2));
  expect((await counter.customer(sessionId, 'session.get', {})).hints).toEqual([]);
  expect((await warningsOf(sessionId))[1]).toMatchObject({ type: 'warning.ended', end: 'mended' });
  await counter.customer(sessionId, 'session.end', {});
});

it('says nothing of what the recording does not show', async () => {
  const { sessionId, measure } = await watchedCall();
  counter.media.recorded = { ...GOOD, atMs: counter.now };
  const before = counter.media.node.commands.filter((command) => command === 'picture.confirm').length;
  measure(BLACK);
  await eventually(async () =>
    expect(counter.media.node.commands.filter((command) => command === 'picture.confirm').length).toBeGreaterThan(before),
  );
  measure(GOOD);
  expect(await warningsOf(sessionId)).toEqual([]);
  await counter.customer(sessionId, 'session.end', {});
});

it('ends a warning with its camera, and what is left with the call, in the log that says so', async () => {
  const { sessionId, trackId, roomId, participantId, measure } = await watchedCall();
  counter.media.recorded = { ...BLACK, atMs: counter.now };
  measure(BLACK);
  await eventually(async () => expect(await warningsOf(sessionId)).toHaveLength(1));
  await counter.media.report(roomId, { type: 'track.paused', participantId, trackId, source: 'camera' });
  expect((await warningsOf(sessionId)).at(-1)).toMatchObject({ type: 'warning.ended', end: 'gone' });
  measure(BLACK);
  await eventually(async () => expect(await warningsOf(sessionId)).toHaveLength(3));
  await counter.customer(sessionId, 'session.end', {});
  await eventually(async () => expect((await warningsOf(sessionId)).at(-1)).toMatchObject({ type: 'warning.ended', end: 'call_ended' }));
  expect((await warningsOf(sessionId)).map(({ type }) => type)).toEqual([
    'warning.raised',
    'warning.ended',
    'warning.raised',
    'warning.ended',
  ]);
});

it('tells the agent, and nobody else, of another face than the one that was identified, until it is back', async () => {
  faces = [{ height: 0.4, confidence: 0.9 }];
  const { agentId, sessionId, measure } = await watchedCall();
  // The picture is another one, and so is who is on it.
  const other = { ...GOOD, pattern: btoa(String.fromCharCode(...Array.from({ length: 144 }, (_, field) => 200 - field))) };
  person = { differs: true, score: 0.2, engine: ENGINE };
  await eventually(async () => {
    measure(other, 2);
    expect(await warningsOf(sessionId)).toHaveLength(1);
  });
  expect(stillsCompared).toBeGreaterThanOrEqual(1);
  expect(await warningsOf(sessionId)).toMatchObject([
    { type: 'warning.raised', confirmed: null, observation: { check: 'different_person', role: 'customer', value: 0.2, engine: ENGINE } },
  ]);
  expect((await counter.staff(agentId, 'desk.get', {})).workbench?.warnings).toMatchObject([{ check: 'different_person', untilMs: null }]);
  expect((await counter.customer(sessionId, 'session.get', {})).hints).toEqual([]);
  person = { differs: false, score: 0.9, engine: ENGINE };
  await eventually(async () => {
    measure(GOOD, 2);
    expect(await warningsOf(sessionId)).toHaveLength(2);
  });
  expect((await warningsOf(sessionId))[1]).toMatchObject({ type: 'warning.ended', end: 'mended' });
  person = null;
  await counter.customer(sessionId, 'session.end', {});
});

it('says nothing of whose face it is while nobody, or more than one, is to be seen', async () => {
  faces = [];
  const { sessionId, measure } = await watchedCall();
  person = { differs: true, score: 0.2, engine: ENGINE };
  const [before, looks] = [stillsCompared, () => counter.media.node.commands.filter((command) => command === 'picture.latest').length];
  const begun = looks();
  await eventually(async () => {
    measure(GOOD, 2);
    expect(looks()).toBeGreaterThan(begun + 3);
  });
  expect(stillsCompared).toBe(before);
  // Somebody comes, and is asked for at once.
  faces = [{ height: 0.4, confidence: 0.9 }];
  await eventually(async () => {
    measure(GOOD, 2);
    expect(stillsCompared).toBeGreaterThan(before);
  });
  person = null;
  await counter.customer(sessionId, 'session.end', {});
});
