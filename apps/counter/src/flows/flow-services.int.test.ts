import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, newId, type SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataKey } from '../keys/data-key.ts';
import { eventually } from '../testing/eventually.ts';
import { CustomerPage, StaffPage } from '../testing/page-client.ts';
import { bindFlow, testFlow } from '../testing/test-flows.ts';
import { WholeCounter } from '../testing/whole-counter.ts';
import { newWebhookSecret } from '../webhooks/webhook-signature.ts';
import { sealWebhookSecret } from '../webhooks/webhook-secrets.ts';

const MARKED = 'MARKED-Wang';
const SECRET = 'MARKED-secret-of-the-core-system';
const EDITS = 20;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let counter: WholeCounter;
let bankSystem: Server;
let folder: string;
let failures = 0;
const received: Received[] = [];
const text = (en: string) => ({ 'zh-CN': en, en });
const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });

beforeAll(async () => {
  bankSystem = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      if (failures > 0) {
        failures -= 1;
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ level: 'C3', owner: MARKED }));
    });
  }).listen(0, '127.0.0.1');
  await once(bankSystem, 'listening');
  const { port } = bankSystem.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), 'guichet-secrets-'));
  await writeFile(join(folder, 'core'), `${SECRET}\n`);
  counter = await WholeCounter.start({ SERVICE_HOSTS: `127.0.0.1:${port}`, SECRETS_DIR: folder });
  const operation = {
    titleZh: '核心',
    titleEn: 'Core',
    baseUrl: `http://127.0.0.1:${port}`,
    method: 'POST',
    path: '/customers/{number}/risk',
    requestSchema: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] },
    responseSchema: { type: 'object', properties: { level: { type: 'string' } }, required: ['level'] },
    secretName: 'core',
  };
  const { prisma } = counter.database;
  await prisma.flowService.create({ data: { name: 'core.risk', ...operation } });
  await prisma.flowService.create({ data: { name: 'core.elsewhere', ...operation, baseUrl: 'http://127.0.0.1:1' } });
});
afterAll(async () => {
  await counter.end();
  bankSystem.close();
  await rm(folder, { recursive: true, force: true });
});

/** From the notice to one call of a service, a word to the bank and the end. */
function serviceFlow(operation: string) {
  return testFlow({
    key: `asking-${operation}`,
    variables: [{ name: 'answer', type: 'object', title: text('Answer'), personal: true }],
    nodes: [
      { id: 'notice', type: 'consent' },
      {
        id: 'ask',
        type: 'service',
        config: { service: 'core', operation, request: { number: '../1' }, response: { level: { type: 'string' } } },
        outputs: { response: 'answer' },
      },
      { id: 'tell', type: 'notify', config: { channel: 'bank', template: 'risk_known' } },
      { id: 'done', type: 'end', config: { outcome: 'completed', endSession: true } },
      { id: 'failed', type: 'end', config: { outcome: 'not_possible' } },
    ],
    edges: [
      edge('notice', 'accepted', 'ask'),
      edge('notice', 'refused', 'failed'),
      edge('ask', 'ok', 'tell'),
      edge('ask', 'failed', 'failed'),
      edge('tell', 'done', 'done'),
    ],
  });
}

async function enterByLink(apiKey: string): Promise<{ readonly cookie: string; readonly sessionId: SessionId }> {
  const opened = await counter.ask('POST', '/v1/sessions', {
    apiKey,
    body: { serviceTypeId: counter.bank.loans, language: 'en', customer: {} },
  });
  const { entryUrl, sessionId } = opened.body as { entryUrl: string; sessionId: SessionId };
  const secret = entryUrl.slice(entryUrl.indexOf('#e=') + 3);
  const entered = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' } });
  return { sessionId, cookie: entered.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

async function apiKeyWithWebhook(): Promise<string> {
  const { port } = bankSystem.address() as AddressInfo;
  const id = newId('api');
  const dataKey = await loadDataKey(join(counter.dataDir, 'keys', 'data.key'));
  return counter.addApiClient({
    id,
    webhookUrl: `http://127.0.0.1:${port}/hook`,
    webhookSecret: sealWebhookSecret(dataKey, id, newWebhookSecret()),
  });
}

const accepted = { kind: 'recording', textVersion: 'v1', language: 'en', decision: 'accepted' } as const;

describe('what a flow asks of the outside', () => {
  it('is done, once, tried again while the other side fails, under one key and with the secret from its file', async () => {
    await bindFlow(counter.database, counter.bank.loans, serviceFlow('risk'));
    failures = 2;
    const { cookie, sessionId } = await enterByLink(await apiKeyWithWebhook());
    const page = new CustomerPage({ url: counter.url, cookie });
    await page.request('consent.decide', accepted);
    const ended = await eventually(() => (page.view?.status === 'ended' ? page.view : null), 20_000);
    expect(ended.flow).toMatchObject({ outcome: 'completed' });
    const asked = received.filter(({ path }) => path.startsWith('/customers'));
    expect(asked.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => '/customers/..%2F1/risk'));
    expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    const told = received.filter(({ body }) => body.includes('flow.notified'));
    expect(told).toHaveLength(1);
    expect(told[0]?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({ sessionId, template: 'risk_known' });
    const kinds = await counter.database.prisma.flowEffect.findMany({ where: { sessionId }, orderBy: { createdAt: 'asc' } });
    expect(kinds.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'consent.show answered',
      'service.call answered',
      'notify.send answered',
      'session.end answered',
    ]);
    page.close();
  });

  it('reaches no host that the operator has not allowed, and no service that nobody has set up', async () => {
    for (const operation of ['elsewhere', 'unknown']) {
      await bindFlow(counter.database, counter.bank.questions, serviceFlow(operation));
      const { cookie } = await counter.enter();
      const page = new CustomerPage({ url: counter.url, cookie });
      await page.request('consent.decide', accepted);
      await eventually(() => page.view?.flow?.outcome === 'not_possible', 20_000);
      page.close();
    }
  });
});

describe('a form that two fill in', () => {
  it('shows on one side what the other types, refuses at a closed step, and leaves nothing personal in log, jobs or the counter’s log', async () => {
    await bindFlow(
      counter.database,
      counter.bank.questions,
      testFlow({
        key: 'filling',
        nodes: [
          { id: 'notice', type: 'consent' },
          { id: 'line', type: 'queue' },
          { id: 'sheet', type: 'form', config: { needs: [], fields: [{ key: 'name', type: 'text', title: text('Name') }] } },
          { id: 'done', type: 'end', config: { outcome: 'completed' } },
        ],
        edges: [
          edge('notice', 'accepted', 'line'),
          edge('notice', 'refused', 'done'),
          edge('line', 'accepted', 'sheet'),
          edge('sheet', 'done', 'done'),
        ],
      }),
    );
    const agent = await counter.signIn('agent');
    const desk = new StaffPage({ url: counter.url, cookie: agent.cookie });
    await desk.request('status.choose', { status: 'idle' });
    const { cookie, sessionId: entered } = await counter.enter();
    const sessionId = entered as SessionId;
    const page = new CustomerPage({ url: counter.url, cookie });
    await page.request('consent.decide', accepted);
    const offer = await eventually(() => desk.view?.offer, 20_000);
    await desk.request('offer.accept', { offerId: offer.offerId });
    const sheet = await eventually(() => desk.view?.workbench?.flow?.current.find(({ type }) => type === 'form'), 10_000);
    const { nodeRunId } = sheet;

    const tookMs: number[] = [];
    for (let edit = 0; edit < EDITS; edit++) {
      const value = `${MARKED} ${edit}`;
      const input = { field: 'name', value };
      const startedAt = performance.now();
      const byAgent = edit % 2 === 0;
      const sent = byAgent
        ? desk.request('step.act', { sessionId, nodeRunId, action: 'edit', input })
        : page.request('step.act', { nodeRunId, action: 'edit', input });
      const other = () => JSON.stringify(byAgent ? page.view?.flow : desk.view?.workbench?.flow).includes(`"${value}"`);
      await eventually(other);
      tookMs.push(Math.round(performance.now() - startedAt));
      await sent;
    }
    console.info(`what one types stands on the other side after ${tookMs.toSorted((a, b) => a - b).join(', ')} ms`);

    await page.request('step.act', { nodeRunId, action: 'submit', input: null });
    const late = desk.request('step.act', { sessionId, nodeRunId, action: 'edit', input: { field: 'name', value: 'late' } });
    expect(
      await late.then(
        () => null,
        (error: unknown) => AppError.from(error).code,
      ),
    ).toBe('wrong_state');
    page.close();
    desk.close();

    const tables = await counter.database.prisma.$queryRaw<
      { schema: string; name: string }[]
    >`select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'pgboss')`;
    let dump = '';
    for (const { schema, name } of tables) {
      const rows = await counter.database.prisma.$queryRawUnsafe<{ row: string }[]>(`select t::text as row from "${schema}"."${name}" t`);
      dump += rows.map(({ row }) => row).join('\n');
    }
    expect(dump).toContain(sessionId);
    for (const word of [MARKED, SECRET]) {
      expect(dump.includes(word), word).toBe(false);
      expect(counter.logged.join('').includes(word), word).toBe(false);
    }
  });
});
