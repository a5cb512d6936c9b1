import { createSecretKey, randomBytes } from 'node:crypto';
import { newId, type SessionId } from '@guichet/protocol';
import { shippedPacks } from '@guichet/rules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdentityChecks } from '../identity/identity-checks.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { comparing } from './live-person.ts';

const JPEG = Buffer.from('live');
const ENGINE = { name: 'test', version: '1', licence: 'none' };

let counter: TestPlane;
let identity: IdentityChecks;
/** Pictures that were held against each other. */
const compared: (readonly [string, string])[] = [];
let outcome: 'match' | 'person' | 'no_match' = 'match';

beforeAll(async () => {
  counter = await TestPlane.create();
  identity = new IdentityChecks(counter.core, createSecretKey(randomBytes(32)));
});
afterAll(() => counter.close());

function compareBy(packs = shippedPacks(['baseline'])) {
  const compareHere = async (reference: Uint8Array, [live]: readonly Uint8Array[]) => {
    compared.push([Buffer.from(reference).toString(), Buffer.from(live ?? []).toString()]);
    return { outcome, score: 0.4, threshold: { match: 0.7, person: 0.45 }, engine: ENGINE } as never;
  };
  return comparing({ core: counter.core, identity, engines: { compareHere }, packs });
}

const decide = (sessionId: SessionId, decision: 'accepted' | 'refused') =>
  counter.database.transaction((tx) =>
    counter.core.log.append(tx, sessionId, {
      actor: { kind: 'customer' },
      type: 'flow.marked',
      payload: {
        ...{ flowRunId: newId('flr'), nodeRunId: 'consent#1', mark: 'consent_decided' },
        detail: { kind: 'biometric', decision },
      },
    }),
  );
const wasIdentified = (sessionId: SessionId) =>
  identity.keepStill({
    ...{ sessionId, idempotencyKey: sessionId, check: 'face_match', what: 'live1', takenAtMs: counter.now },
    jpeg: Buffer.from('identified'),
  });

it('compares nobody where no rule that is on asks for it, or no engine is there', () => {
  expect(compareBy(shippedPacks(['de-bafin-3-2017']))).toBeNull();
  const packs = shippedPacks(['baseline']).map((pack) => ({
    ...pack,
    rules: pack.rules.map((rule) => ({ ...rule, on: rule.id !== 'own-same-person' })),
  }));
  expect(compareBy(packs)).toBeNull();
  expect(comparing({ core: counter.core, identity, engines: null, packs: shippedPacks(['baseline']) })).toBeNull();
  expect(compareBy()).not.toBeNull();
});

it('takes no picture before somebody was identified, and none without their consent, or after they took it back', async () => {
  const compare = compareBy();
  const sessionId = await counter.consenting();
  let taken = 0;
  const takeStills = async () => {
    taken += 1;
    return [JPEG];
  };
  const ask = async () => (await compare?.(sessionId, takeStills)) ?? null;
  expect(await ask()).toBeNull();
  await wasIdentified(sessionId);
  expect(await ask(), 'nobody agreed to it').toBeNull();
  await decide(sessionId, 'accepted');
  expect(taken).toBe(0);
  expect(await ask()).toEqual({ differs: false, score: 0.4, engine: { name: 'test', version: '1' } });
  expect(compared).toEqual([['identified', 'live']]);
  outcome = 'no_match';
  expect(await ask()).toMatchObject({ differs: true });
  outcome = 'person';
  expect(await ask(), 'an engine that is not sure').toMatchObject({ differs: null });
  await decide(sessionId, 'refused');
  expect(await ask(), 'taken back').toBeNull();
  expect(taken).toBe(3);
});
