import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, type SessionId } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerConsentTexts } from '../consents/consent-texts.ts';
import { bindFlow, testFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { sealWebhookSecret } from '../webhooks/webhook-secrets.ts';
import { newWebhookSecret } from '../webhooks/webhook-signature.ts';
import { registerCodeServices } from './services/code-services.ts';
import { verifyRun } from './verify-run.ts';

const MINUTE = 60_000;
const text = (en: string) => ({ 'zh-CN': en, en });
const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
const dataKey = createSecretKey(randomBytes(32));

let counter: TestPlane;
let bankSystem: Server;
let isDown = false;
/** What the bank's system was told, as it would go into a text message. */
const told: { readonly sessionId: SessionId; readonly channel: string; readonly params: { readonly code: string } }[] = [];

beforeAll(async () => {
  bankSystem = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (isDown) return response.writeHead(410).end();
      told.push(JSON.parse(body) as (typeof told)[number]);
      return response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(bankSystem, 'listening');
  counter = await TestPlane.create();
  registerCodeServices(counter.plane.flowServices, counter.core, { dataKey });
  registerConsentTexts(counter.plane.flowServices, []);
  const border = [
    { latitude: 22, longitude: 77 },
    { latitude: 22, longitude: 78 },
    { latitude: 23, longitude: 78 },
    { latitude: 23, longitude: 77 },
  ];
  await bindFlow(
    counter.database,
    counter.bank.loans,
    testFlow({
      key: 'confirming',
      variables: [{ name: 'place', type: 'object', title: text('Place'), personal: true }],
      nodes: [
        { id: 'notice', type: 'consent' },
        { id: 'code', type: 'otp', config: { needs: [], purpose: text('To open it'), tries: 3, sends: 2 } },
        {
          id: 'where',
          type: 'location',
          config: { needs: [], explanation: [text('Why')], attempts: 2, areas: [{ key: 'home', border }] },
          outputs: { position: 'place' },
        },
        ...['confirmed', 'rejected', 'not_inside', 'refused', 'unavailable'].map((outcome) => ({
          id: outcome,
          type: 'end',
          config: { outcome },
        })),
      ],
      edges: [
        edge('notice', 'accepted', 'code'),
        edge('notice', 'refused', 'refused'),
        edge('code', 'confirmed', 'where'),
        edge('code', 'rejected', 'rejected'),
        edge('where', 'located', 'confirmed'),
        edge('where', 'not_inside', 'not_inside'),
        edge('where', 'refused', 'refused'),
        edge('where', 'not_located', 'unavailable'),
      ],
    }),
  );
});
afterAll(async () => {
  await counter.close();
  bankSystem.close();
});

/** A customer whose bank sends them codes, at the step that asks for one. */
async function atTheCode(): Promise<SessionId> {
  const id = await counter.consenting();
  const { apiClientId } = await counter.database.prisma.session.findUniqueOrThrow({ where: { id } });
  const secret = sealWebhookSecret(dataKey, apiClientId as never, newWebhookSecret());
  const { port } = bankSystem.address() as AddressInfo;
  await counter.database.prisma.apiClient.update({
    where: { id: apiClientId as string },
    data: { webhookUrl: `http://127.0.0.1:${port}/hook`, webhookSecret: secret },
  });
  await settle(id);
  return id;
}

/** Effects are carried out and their answers taken in, of which others may come. */
async function settle(id: SessionId): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await counter.pass(2_000, { sessions: [id] });
}

const flowOf = async (id: SessionId) => (await counter.customer(id, 'session.get', {})).flow;
const stepOf = async (id: SessionId) => (await flowOf(id))?.current[0];
const codeFor = (id: SessionId) => told.findLast(({ sessionId }) => sessionId === id)?.params.code ?? '';
const otherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function act(id: SessionId, action: string, input: JsonObject | null): Promise<string | null> {
  const step = await stepOf(id);
  const refusal = await counter.customer(id, 'step.act', { nodeRunId: step?.nodeRunId ?? '', action, input } as never).then(
    () => null,
    (error: unknown) => AppError.from(error).code,
  );
  if (refusal === null) await settle(id);
  return refusal;
}

const marksOf = async (id: SessionId) =>
  (await counter.database.prisma.sessionEvent.findMany({ where: { sessionId: id, type: 'flow.marked' }, orderBy: { seq: 'asc' } })).map(
    ({ payload }) => (payload as { mark: string }).mark,
  );

/** All that the database holds of the session and of what is to be done for it, as text. */
async function everyRow(): Promise<string> {
  const tables = await counter.database.prisma.$queryRaw<
    { schema: string; name: string }[]
  >`select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'pgboss')`;
  const rows = await Promise.all(
    tables.map(({ schema, name }) =>
      counter.database.prisma.$queryRawUnsafe<{ row: string }[]>(`select t::text as row from "${schema}"."${name}" t`),
    ),
  );
  return rows
    .flat()
    .map(({ row }) => row)
    .join('\n');
}

describe('a one-time code', () => {
  it('goes to the bank’s system alone, is typed by the customer, and stands nowhere that could be read', async () => {
    const id = await atTheCode();
    expect(await stepOf(id)).toMatchObject({ type: 'otp', view: { state: 'waiting', digits: 6 } });
    const code = codeFor(id);
    expect(code).toMatch(/^\d{6}$/);
    expect(await act(id, 'enter', { code })).toBeNull();
    expect(await stepOf(id)).toMatchObject({ type: 'location' });
    expect(await marksOf(id)).toEqual(expect.arrayContaining(['otp_sent', 'otp_confirmed']));
    // A number of six digits may stand in a hash or a time by chance; as a value of its own it may not.
    expect(await everyRow()).not.toMatch(new RegExp(`(?<![0-9a-f])${code}(?![0-9a-f])`));
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true, differences: [] });
  });

  it('that is wrong is told, and too often ends the step', async () => {
    const id = await atTheCode();
    const wrong = { code: otherThan(codeFor(id)) };
    for (const triesLeft of [2, 1]) {
      expect(await act(id, 'enter', wrong)).toBeNull();
      expect(await stepOf(id)).toMatchObject({ view: { problem: 'wrong', triesLeft } });
    }
    await act(id, 'enter', wrong);
    expect(await flowOf(id)).toMatchObject({ outcome: 'rejected' });
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true, differences: [] });
  });

  it('of another session does not fit', async () => {
    const [one, other] = [await atTheCode(), await atTheCode()];
    await act(one, 'enter', { code: codeFor(other) });
    expect(await stepOf(one)).toMatchObject({ view: { problem: 'wrong' } });
  });

  it('runs out, can be had once more after a pause, and what was sent before holds no longer', async () => {
    const id = await atTheCode();
    const first = codeFor(id);
    expect(await act(id, 'resend', null)).toBe('wrong_state');
    await counter.pass(5 * MINUTE, { sessions: [id] });
    await settle(id);
    expect(await stepOf(id)).toMatchObject({ view: { problem: 'expired' } });
    expect(await act(id, 'enter', { code: first })).toBe('wrong_state');
    expect(await act(id, 'resend', null)).toBeNull();
    const second = codeFor(id);
    expect(second).not.toBe(first);
    await act(id, 'enter', { code: first });
    expect(await stepOf(id)).toMatchObject({ view: { problem: 'wrong' } });
    await act(id, 'enter', { code: second });
    expect(await stepOf(id)).toMatchObject({ type: 'location' });
  });

  it('that runs out a last time ends the step', async () => {
    const id = await atTheCode();
    for (let turn = 0; turn < 2; turn++) {
      await counter.pass(5 * MINUTE, { sessions: [id] });
      await settle(id);
      if (turn === 0) await act(id, 'resend', null);
    }
    expect(await flowOf(id)).toMatchObject({ outcome: 'rejected' });
    expect(await marksOf(id)).toContain('otp_expired');
  });

  it('that the bank’s system does not take says so, and the customer can leave', async () => {
    isDown = true;
    const id = await atTheCode();
    isDown = false;
    expect(await stepOf(id)).toMatchObject({ view: { state: 'not_sent' } });
    await act(id, 'give_up', { reason: 'not_received' });
    expect(await flowOf(id)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('a position', () => {
  const yes = { decision: 'accepted', textVersion: 'location-v1', language: 'en' };
  const HERE = { latitude: 22.4871, longitude: 77.5123, accuracyM: 30 };

  async function atThePosition(): Promise<SessionId> {
    const id = await atTheCode();
    await act(id, 'enter', { code: codeFor(id) });
    return id;
  }

  it('is taken after a consent of its own, and no row can be read for where it is', async () => {
    const id = await atThePosition();
    expect(await act(id, 'report', HERE)).toBe('wrong_state');
    expect(await act(id, 'decide', yes)).toBeNull();
    expect(await act(id, 'report', HERE)).toBeNull();
    expect(await flowOf(id)).toMatchObject({ outcome: 'confirmed' });
    const rows = await everyRow();
    for (const part of ['22.4871', '77.5123']) expect(rows.includes(part), part).toBe(false);
    expect(await marksOf(id)).toEqual(expect.arrayContaining(['consent_decided', 'location_taken']));
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true, differences: [] });
  });

  it('elsewhere, refused, denied or not to be had leads another way', async () => {
    const elsewhere = await atThePosition();
    await act(elsewhere, 'decide', yes);
    await act(elsewhere, 'report', { ...HERE, latitude: 48.8 });
    expect(await flowOf(elsewhere)).toMatchObject({ outcome: 'not_inside' });

    const refused = await atThePosition();
    await act(refused, 'decide', { ...yes, decision: 'refused' });
    expect(await flowOf(refused)).toMatchObject({ outcome: 'refused' });

    for (const [problem, outcome] of [
      ['denied', 'refused'],
      ['timeout', 'unavailable'],
    ] as const) {
      const id = await atThePosition();
      await act(id, 'decide', yes);
      await act(id, 'fail', { problem });
      expect(await stepOf(id)).toMatchObject({ view: { problem, attemptsLeft: 1 } });
      await act(id, 'fail', { problem });
      expect(await flowOf(id)).toMatchObject({ outcome });
    }
  });
});
