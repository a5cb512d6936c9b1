import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationTrial, OperationView } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WholeCounter } from '../testing/whole-counter.ts';

const SECRET = 'MARKED-token-of-the-core-system';
const SECRET_NAME = 'core-in-production';

let counter: WholeCounter;
let bankSystem: Server;
let folder: string;
let baseUrl: string;
let answer: { readonly status: number; readonly body: string } = { status: 200, body: '{}' };
const received: { readonly authorization: string | undefined; readonly path: string; readonly body: string }[] = [];

beforeAll(async () => {
  bankSystem = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ authorization: request.headers.authorization, path: request.url ?? '', body });
      // A system that never answers.
      if (answer.status === 0) return;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  }).listen(0, '127.0.0.1');
  await once(bankSystem, 'listening');
  const { port } = bankSystem.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}`;
  folder = await mkdtemp(join(tmpdir(), 'guichet-secrets-'));
  await writeFile(join(folder, SECRET_NAME), `${SECRET}\n`);
  counter = await WholeCounter.start({ SERVICE_HOSTS: `127.0.0.1:${port}`, SECRETS_DIR: folder });
});
afterAll(async () => {
  await counter.end();
  bankSystem.closeAllConnections();
  bankSystem.close();
  await rm(folder, { recursive: true, force: true });
});

const schemaOf = (name: string, type: string) => ({ type: 'object', properties: { [name]: { type } }, required: [name] });
const facts = (change: object = {}) => ({
  title: { 'zh-CN': '查询账户', en: 'Account status' },
  baseUrl,
  method: 'POST',
  path: '/accounts/{number}',
  requestSchema: schemaOf('number', 'string'),
  responseSchema: schemaOf('state', 'string'),
  timeoutMs: 300,
  maxAttempts: 2,
  secret: { kind: 'named', name: SECRET_NAME },
  ...change,
});
const codeOf = (body: unknown): unknown => (body as { code?: string }).code;
const ask = async (method: string, path: string, body?: object) =>
  counter.ask(method, `/v1/operations${path}`, { ...(await counter.signIn('admin')), ...(body === undefined ? {} : { body }) });

let added = 0;
async function add(change: object = {}): Promise<string> {
  added += 1;
  const name = `core.operation-${added}`;
  expect(await ask('POST', '', { name, ...facts(change) })).toMatchObject({ status: 200, body: { name, active: true, allowed: true } });
  return name;
}

async function tryOut(name: string, sample: object): Promise<OperationTrial> {
  const reply = await ask('POST', `/${name}/test`, { sample });
  expect(reply.status).toBe(200);
  return reply.body as OperationTrial;
}

describe('an operation of one of the bank’s systems', () => {
  it('is added, found in the list, and never says again which secret it is sent', async () => {
    const name = await add();
    const listed = (await ask('GET', '')).body as { operations: OperationView[]; hosts: string[] };
    expect(listed.operations.find((each) => each.name === name)).toMatchObject({ hasSecret: true, timeoutMs: 300, allowed: true });
    expect(listed.hosts).toEqual([new URL(baseUrl).host]);
    const edited = await ask('PUT', `/${name}`, facts({ secret: { kind: 'kept' }, timeoutMs: 400 }));
    expect(edited).toMatchObject({ status: 200, body: { hasSecret: true, timeoutMs: 400 } });
    for (const body of [listed, edited.body]) expect(JSON.stringify(body)).not.toContain(SECRET_NAME);
  });

  it('can be tried: what was answered, how it failed, how long it took; the secret goes along and nowhere else', async () => {
    const name = await add();
    answer = { status: 200, body: '{"state":"open"}' };
    expect(await tryOut(name, { number: '62' })).toEqual({
      tookMs: expect.any(Number),
      outcome: { ok: true, response: { state: 'open' } },
    });
    expect(received.at(-1)).toEqual({ authorization: `Bearer ${SECRET}`, path: '/accounts/62', body: '{"number":"62"}' });
    expect((await tryOut(name, { number: 62 })).outcome).toEqual({ ok: false, code: 'bad_request', status: null });
    answer = { status: 200, body: '{"status":"open"}' };
    expect((await tryOut(name, { number: '62' })).outcome).toEqual({ ok: false, code: 'bad_response', status: 200 });
    answer = { status: 409, body: '{}' };
    expect((await tryOut(name, { number: '62' })).outcome).toEqual({ ok: false, code: 'refused', status: 409 });
    answer = { status: 0, body: '' };
    const late = await tryOut(name, { number: '62' });
    expect(late.outcome).toEqual({ ok: false, code: 'timeout', status: null });
    expect(late.tookMs).toBeGreaterThanOrEqual(290);
    expect(counter.logged.join('')).not.toContain(SECRET);
  });

  it('is called by nobody while it is disabled, and by flows again afterwards', async () => {
    const name = await add();
    expect(await ask('POST', `/${name}/disable`, {})).toMatchObject({ status: 200, body: { active: false } });
    expect(await ask('POST', `/${name}/enable`, {})).toMatchObject({ status: 200, body: { active: true } });
  });

  it('leaves word of everything that was done to it, and by whom, without the secret’s name', async () => {
    const name = await add();
    await ask('PUT', `/${name}`, facts({ secret: { kind: 'none' } }));
    await tryOut(name, { number: 62 });
    await ask('POST', `/${name}/disable`, {});
    const events = await counter.database.prisma.auditEvent.findMany({ where: { object: name }, orderBy: { id: 'asc' } });
    expect(events.map(({ action }) => action)).toEqual(['operation.created', 'operation.edited', 'operation.tested', 'operation.disabled']);
    expect(events.map(({ detail }) => (detail as { hasSecret: boolean }).hasSecret)).toEqual([true, false, false, false]);
    expect(events.every(({ staffId }) => staffId !== null)).toBe(true);
    expect(JSON.stringify(events.map(({ detail }) => detail))).not.toContain(SECRET_NAME);
  });
});

describe('refused is', () => {
  it.each([
    ['a host that the operator has not allowed', 'host_not_allowed', { baseUrl: 'https://elsewhere.bank.example' }],
    ['an address with a path of its own', 'bad_request', { baseUrl: 'https://core.bank.example/api' }],
    ['an address with a user name', 'bad_request', { baseUrl: 'http://me:secret@127.0.0.1' }],
    ['what is no JSON schema', 'bad_request', { requestSchema: { type: 'object', properties: { a: { type: 'nothing' } } } }],
    ['a schema of no object', 'bad_request', { responseSchema: { type: 'string' } }],
    ['a path with a query', 'bad_request', { path: '/accounts?all=1' }],
    ['a secret outside of its folder', 'bad_request', { secret: { kind: 'named', name: '../core' } }],
    ['waiting for ever', 'bad_request', { timeoutMs: 600_000 }],
  ])('%s', async (_what, code, change) => {
    const reply = await ask('POST', '', { name: 'core.refused', ...facts(change) });
    expect(codeOf(reply.body)).toBe(code);
  });

  it('a name that is taken, a name that nobody knows, and a secret that would follow to another address', async () => {
    const name = await add();
    expect(codeOf((await ask('POST', '', { name, ...facts() })).body)).toBe('operation_name_taken');
    expect(codeOf((await ask('PUT', '/core.unknown', facts())).body)).toBe('not_found');
    await counter.database.prisma.flowService.update({ where: { name }, data: { baseUrl: 'https://before.bank.example' } });
    expect(codeOf((await ask('PUT', `/${name}`, facts({ secret: { kind: 'kept' } }))).body)).toBe('bad_request');
  });
});
