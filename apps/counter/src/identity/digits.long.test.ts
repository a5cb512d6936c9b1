import { createSecretKey, randomBytes } from 'node:crypto';
import { HeadFilm, type HeadMove, jpegOf, type Person } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import { newId, type SessionId } from '@guichet/protocol';
import type { SpeechEngine } from '@guichet/speech';
import type { CheckHint } from '@guichet/workflow';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TestPlane } from '../testing/test-plane.ts';
import { DocumentHashes } from './document-hashes.ts';
import { IdentityChecks } from './identity-checks.ts';
import { IdentityEngines } from './identity-engines.ts';
import { registerIdentityServices } from './identity-services.ts';
import { SentStills } from './sent-stills.ts';
import { ShownDocuments } from './shown-documents.ts';

const DIGITS = '3041';
const RATE = 16_000;
const SPEAKS: readonly HeadMove[] = [0, 0.25, 0.05, 0.3, 0, 0.2, 0.1, 0.28].map((mouthOpen) => ({ mouthOpen }));
const HOLDS_STILL: readonly HeadMove[] = [0, 1, 2, 1].map((yawDeg) => ({ yawDeg }));

let counter: TestPlane;
let pool: IdentityPool;
let film: HeadFilm;
let sessionId: SessionId;
let said = '三零四一';

/** Stands in for the operator's engine. */
const speech: SpeechEngine = {
  info: { name: 'bank-asr', version: '4', licence: 'the bank’s' },
  wordsIn: ['zh-CN'],
  answersIn: [],
  words: () =>
    Promise.resolve({
      kind: 'words',
      words: [...said].map((word, at) => ({ word, fromMs: at * 200, untilMs: at * 200 + 200, confidence: 0.9 })),
    }),
  answer: () => Promise.reject(new Error('Not asked for')),
  close: () => undefined,
};
/** A tone as loud as somebody speaks, and silence. */
const VOICE = Int16Array.from({ length: 4 * RATE }, (_, at) =>
  at > RATE && at < 3 * RATE ? Math.round(Math.sin(at / 12) * 6_000) : at % 7,
);
const SILENCE = Int16Array.from({ length: 4 * RATE }, (_, at) => at % 7);

beforeAll(async () => {
  pool = new IdentityPool({ workers: 1 });
  film = await HeadFilm.open(pool);
  counter = await TestPlane.create();
  const { core, media, plane } = counter;
  const identity = new IdentityChecks(core, createSecretKey(randomBytes(32)));
  const shown = new ShownDocuments(core, new DocumentHashes(createSecretKey(randomBytes(32))));
  const engines = new IdentityEngines({ pool, faceService: null, logger: core.logger });
  registerIdentityServices(plane.flowServices, core, {
    identity,
    shown,
    sentStills: new SentStills(core, identity),
    media,
    engines,
    speech,
  });
});
afterAll(async () => {
  pool.close();
  await counter.close();
});
beforeEach(async () => {
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
  sessionId = await counter.inCall(await counter.agent());
  const payload = {
    flowRunId: newId('flr'),
    nodeRunId: 'n1',
    mark: 'consent_decided',
    detail: { kind: 'biometric', decision: 'accepted' },
  };
  await counter.database.transaction((tx) =>
    counter.core.log.append(tx, sessionId, { actor: { kind: 'system' }, type: 'flow.marked', payload }),
  );
});

async function reads(person: Person, moves: readonly HeadMove[], microphone: Int16Array | null): Promise<CheckHint> {
  const pictures = await Promise.all(moves.map(async (move) => jpegOf(film.frame(person, move))));
  let next = 0;
  counter.media.camera = () => pictures[next++ % pictures.length] ?? Buffer.alloc(0);
  counter.media.microphone = microphone;
  const service = counter.plane.flowServices.of('identity.check');
  if (service.where !== 'outside') throw new Error('Nobody serves the checks');
  const payload = {
    check: 'liveness',
    what: `1.read_digits`,
    documentType: null,
    engine: true,
    challenges: ['read_digits'],
    withinMs: 4_000,
    digits: DIGITS,
  };
  const request = { sessionId, flowRunId: 'run' as never, nodeRunId: 'node', idempotencyKey: newId('stl'), payload };
  const answer = await service.run(request, AbortSignal.timeout(40_000));
  return (answer as unknown as { hint: CheckHint }).hint;
}

it('digits that are shown, said by a mouth that moves, are followed', async () => {
  const hint = await reads('eve', SPEAKS, VOICE);
  expect(hint).toMatchObject({ engine: 'human-facemesh', decision: 'pass', reason: 'followed' });
  const facts = Object.fromEntries(hint.fields.map(({ name, value }) => [name, value]));
  expect(facts).toMatchObject({ 'read_digits.heard': 'said', 'read_digits.speech_engine': 'bank-asr 4' });
  expect(JSON.stringify(hint)).not.toContain(DIGITS);
});

it('the right digits beside a mouth that holds still are for a person or against them, never a pass', async () => {
  const { decision, reason } = await reads('eve', HOLDS_STILL, VOICE);
  expect(decision).not.toBe('pass');
  expect(['mouth_still', 'motionless', 'flat_picture']).toContain(reason);
});

it('other digits, and a mouth that moves in silence, are not followed', async () => {
  said = '九八七六';
  expect(await reads('eve', SPEAKS, VOICE)).toMatchObject({ decision: 'fail', reason: 'other_digits' });
  said = '三零四一';
  expect(await reads('eve', SPEAKS, SILENCE)).toMatchObject({ decision: 'fail', reason: 'silent' });
  expect(await reads('eve', SPEAKS, null)).toMatchObject({ decision: 'not_evaluated', reason: 'no_sound' });
});
