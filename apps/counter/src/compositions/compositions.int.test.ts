import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompositionView, newId } from '@guichet/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { seedComposable } from '../testing/seeded/composable-recording.ts';
import type { SeededSale } from '../testing/seeded/seeded-sale.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let sale: SeededSale;
let reviewer: SignedIn;
let agent: SignedIn;

beforeAll(async () => {
  counter = await WholeCounter.start();
  [reviewer, agent] = [await counter.signIn('reviewer'), await counter.signIn('agent')];
  const order = { serviceTypeId: counter.bank.loans, staffId: agent.staffId };
  sale = await seedComposable(counter.database, counter.dataDir, order, 3_000);
});
afterAll(() => counter.end());

const at = (rest = ''): string => `/v1/recordings/${sale.recordingId}/compositions${rest}`;
const request = async (body: object, who = reviewer) => counter.ask('POST', at(), { ...who, body });
const one = async (id: string): Promise<CompositionView | undefined> => {
  const { body } = await counter.ask('GET', at(), reviewer);
  return (body as { compositions: CompositionView[] }).compositions.find(({ compositionId }) => compositionId === id);
};
/** As the row has it: pages may not ask as often as a test likes. */
const statusOf = async (id: string) => (await counter.database.prisma.composition.findUniqueOrThrow({ where: { id } })).status;
const audited = async (action: string): Promise<number> =>
  counter.database.prisma.auditEvent.count({ where: { action, object: sale.recordingId } });

it('is made when it is asked for, once, sent only to who gave a reason, and each time it is taken away that is noted', async () => {
  expect((await request({ layout: 'side-by-side', language: 'zh-CN' }, agent)).status).toBe(403);
  expect((await request({ layout: 'mosaic', language: 'zh-CN' })).status).toBe(400);
  const asked = await request({ layout: 'side-by-side', language: 'zh-CN' });
  expect(asked.status, JSON.stringify(asked.body)).toBe(200);
  const { compositionId } = asked.body as CompositionView;
  expect((await request({ layout: 'side-by-side', language: 'zh-CN' })).body).toMatchObject({ compositionId });
  await eventually(async () => (await statusOf(compositionId)) === 'ready', 60_000);
  const made = (await one(compositionId)) as CompositionView;
  expect(made).toMatchObject({ progress: 1, trouble: null });

  const file = at(`/${compositionId}/file`);
  expect((await counter.ask('GET', file, reviewer)).body).toMatchObject({ code: 'unmask_first' });
  expect((await counter.ask('GET', file, agent)).status).toBe(403);
  await counter.ask('POST', `/v1/recordings/${sale.recordingId}/unmask`, { ...reviewer, body: { reason: 'complaint' } });
  const part = await fetch(`${counter.url}${file}`, { headers: { cookie: reviewer.cookie, range: 'bytes=4-11' } });
  expect([part.status, await part.text()]).toEqual([206, 'ftypisom']);
  for (const round of [1, 2]) {
    const taken = await fetch(`${counter.url}${file}?download=1`, { headers: { cookie: reviewer.cookie } });
    const bytes = Buffer.from(await taken.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(made.sha256);
    expect(bytes.length).toBe(made.sizeBytes);
    expect(taken.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+-side-by-side\.mp4"$/);
    expect(await audited('composition.downloaded')).toBe(round);
  }
  expect(await audited('composition.requested')).toBe(1);
  expect(await audited('composition.played')).toBe(1);
  const events = await counter.database.prisma.sessionEvent.findMany({ where: { sessionId: sale.sessionId, type: 'recording.composed' } });
  expect(events.map(({ payload }) => payload)).toMatchObject([{ compositionId, hash: made.sha256, layout: 'side-by-side' }]);
  // Somebody else's recording does not lead to it.
  expect((await counter.ask('GET', file.replace(sale.recordingId, newId('rec')), reviewer)).status).toBe(404);
});

it('is broken off when somebody says so, leaves nothing, and begins anew when it is asked for again', async () => {
  const wanted = { layout: 'speaker', language: 'en' };
  const { compositionId } = (await request(wanted)).body as CompositionView;
  const cancelled = await counter.ask('POST', at(`/${compositionId}/cancel`), { ...reviewer, body: {} });
  expect(cancelled.body).toMatchObject({ status: 'cancelled' });
  expect((await counter.ask('POST', at(`/${compositionId}/cancel`), { ...reviewer, body: {} })).body).toMatchObject({
    code: 'wrong_state',
  });
  const folder = join(counter.dataDir, 'composites', sale.recordingId);
  await eventually(async () => (await readdir(folder)).every((name) => !name.includes(compositionId)), 20_000);
  expect((await request(wanted)).body).toMatchObject({ compositionId, status: 'waiting' });
  await eventually(async () => (await statusOf(compositionId)) === 'ready', 60_000);
});
