import { createSecretKey, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { newId, type SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestPlane } from '../testing/test-plane.ts';
import { IdentityChecks } from './identity-checks.ts';
import { numberAsRead } from './number-as-read.ts';

const SHOWN_AT_MS = Date.UTC(2026, 10, 23, 2, 0, 0);
const NUMBER = '11010519491231002X';
const ANOTHER = '110105194912310038';
let counter: TestPlane;
let identity: IdentityChecks;
let sessionId: SessionId;

beforeAll(async () => {
  counter = await TestPlane.create();
  identity = new IdentityChecks(counter.core, createSecretKey(randomBytes(32)));
  sessionId = await counter.entered({ name: '王明' });
});
afterAll(() => counter.close());

/** An engine has read a side of a card that was pictured then; null: it made no number out. */
function read(nodeRunId: string, residentNumber: string | null, takenAtMs: number) {
  const field = { name: 'residentNumber', value: residentNumber, confidence: 1, box: null, engine: 'test', version: '1' };
  const reading = { type: 'cn-id', outcome: 'accepted' as const, advice: [], fields: [field], checks: [] };
  return identity.keepStill({
    ...{ sessionId, nodeRunId, takenAtMs, idempotencyKey: newId('stl'), check: 'identity_document', what: 'portrait' },
    jpeg: Buffer.from('picture'),
    reading: { documentType: 'cn_resident_id', reading },
  });
}
const number = (nodeRunId: string, withinMs = 5_000) =>
  numberAsRead(identity, { sessionId, nodeRunId, sinceMs: SHOWN_AT_MS, signal: AbortSignal.timeout(withinMs) });

it('is the one that an engine makes out while somebody reads it aloud', async () => {
  const asked = number('slow');
  await pause(700);
  await read('slow', null, SHOWN_AT_MS + 100);
  await pause(700);
  await read('slow', NUMBER, SHOWN_AT_MS + 200);
  expect(await asked).toBe(NUMBER);
});

it('is never that of a card that was shown before, or in another step', async () => {
  await read('again', ANOTHER, SHOWN_AT_MS - 20_000);
  await read('elsewhere', ANOTHER, SHOWN_AT_MS + 100);
  expect(await number('again', 1_200)).toBeNull();
  await read('again', NUMBER, SHOWN_AT_MS + 100);
  expect(await number('again')).toBe(NUMBER);
});
