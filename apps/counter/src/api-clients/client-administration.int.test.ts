import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiClientView, WebhookDeliveryView } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { WholeCounter } from '../testing/whole-counter.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let counter: WholeCounter;
let receiver: Server;
let url: string;
let answer = 204;
const received: Received[] = [];

beforeAll(async () => {
  counter = await WholeCounter.start();
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString('utf8') });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
});
afterAll(async () => {
  await counter.end();
  receiver.close();
});

const codeOf = (body: unknown): unknown => (body as { code?: string }).code;
const ask = async (method: string, path: string, body?: object) =>
  counter.ask(method, `/v1/api-clients${path}`, { ...(await counter.signIn('admin')), ...(body === undefined ? {} : { body }) });

async function addClient(): Promise<{ client: ApiClientView; apiKey: string }> {
  const made = await ask('POST', '', { name: 'Mobile app' });
  expect(made.status).toBe(200);
  return made.body as { client: ApiClientView; apiKey: string };
}

async function addWebhook(id: string): Promise<string> {
  const set = await ask('PUT', `/${id}/webhook`, { url });
  return (set.body as { signingSecret: string }).signingSecret;
}

async function nobodysPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function signatures({ headers, body }: Received, secret: string): { given: string[]; expected: string } {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return {
    given: String(headers['webhook-signature']).split(' '),
    expected: `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  };
}

const open = (apiKey: string) =>
  counter.ask('POST', '/v1/sessions', {
    apiKey,
    body: { serviceTypeId: counter.bank.loans, language: 'en', customer: { name: 'Wang Xiaoming' } },
  });

describe("a bank's system", () => {
  it('opens sessions with the key that was shown once, until it is withdrawn for good', async () => {
    const { client, apiKey } = await addClient();
    expect(client).toMatchObject({ name: 'Mobile app', active: true, webhook: null, keyHint: apiKey.slice(-4) });
    expect((await open(apiKey)).status).toBe(200);
    const listed = JSON.stringify((await ask('GET', '')).body);
    expect(listed).toContain(client.apiClientId);
    expect(listed).not.toContain(apiKey);
    const row = await counter.database.prisma.apiClient.findUniqueOrThrow({ where: { id: client.apiClientId } });
    expect(JSON.stringify(row)).not.toContain(apiKey);

    expect((await ask('POST', `/${client.apiClientId}/revoke`, {})).body).toMatchObject({ active: false, revokedAt: expect.any(Number) });
    expect([(await open(apiKey)).status, codeOf((await open(apiKey)).body)]).toEqual([401, 'unauthenticated']);
    expect(codeOf((await ask('PUT', `/${client.apiClientId}/webhook`, { url })).body)).toBe('wrong_state');
  });
});

describe('a webhook', () => {
  it.each([
    ['plain HTTP to another machine', 'http://bank.example/hooks'],
    ['a name that only begins like this machine', 'http://localhost.bank.example/hooks'],
    ['another scheme', 'ftp://127.0.0.1/hooks'],
    ['a user and a password', 'https://user:secret@bank.example/hooks'],
    ['no address at all', 'hooks'],
  ])('is not posted to %s', async (_name, bad) => {
    const { client } = await addClient();
    expect(codeOf((await ask('PUT', `/${client.apiClientId}/webhook`, { url: bad })).body)).toBe('bad_request');
  });

  it('is signed with the secret that was shown once with the first address', async () => {
    const { client, apiKey } = await addClient();
    const path = `/${client.apiClientId}/webhook`;
    const secret = await addWebhook(client.apiClientId);
    expect(secret).toMatch(/^whsec_/);
    expect((await ask('PUT', path, { url: `${url}/v2` })).body).toMatchObject({
      signingSecret: null,
      client: { webhook: { url: `${url}/v2` } },
    });

    const opened = await open(apiKey);
    const { sessionId } = opened.body as { sessionId: string };
    expect((await counter.ask('DELETE', `/v1/sessions/${sessionId}`, { apiKey })).status).toBe(200);
    await eventually(() => received.some(({ body }) => body.includes(sessionId)));
    const message = received.find(({ body }) => body.includes(sessionId))!;
    const { given, expected } = signatures(message, secret);
    expect(given).toEqual([expected]);
    await eventually(async () => {
      const { deliveries } = (await ask('GET', `${path}/deliveries`)).body as { deliveries: WebhookDeliveryView[] };
      return deliveries[0]?.status === 'delivered';
    });
    const { deliveries } = (await ask('GET', `${path}/deliveries`)).body as { deliveries: WebhookDeliveryView[] };
    expect(deliveries).toMatchObject([{ type: 'session.ended', attempts: 1, lastStatus: 204, webhookId: message.headers['webhook-id'] }]);
  });

  it('is signed with both secrets for a day after the change, with the new one alone afterwards', async () => {
    const { client } = await addClient();
    const path = `/${client.apiClientId}/webhook`;
    const old = await addWebhook(client.apiClientId);
    const rotated = await ask('POST', `${path}/rotate-secret`, {});
    const { signingSecret: fresh } = rotated.body as { signingSecret: string };
    expect(fresh).not.toBe(old);
    await ask('POST', `${path}/test`, {});
    const both = received.at(-1)!;
    expect(both.headers['webhook-signature']).toBe(`${signatures(both, fresh).expected} ${signatures(both, old).expected}`);
    await counter.database.prisma.apiClient.update({
      where: { id: client.apiClientId },
      data: { previousSecretUntil: new Date(Date.now() - 1) },
    });
    await ask('POST', `${path}/test`, {});
    const one = received.at(-1)!;
    expect(one.headers['webhook-signature']).toBe(signatures(one, fresh).expected);
  });

  it('can be tried, and says what came of it', async () => {
    const { client } = await addClient();
    const path = `/${client.apiClientId}/webhook`;
    expect(codeOf((await ask('POST', `${path}/test`, {})).body)).toBe('wrong_state');
    await addWebhook(client.apiClientId);
    expect((await ask('POST', `${path}/test`, {})).body).toMatchObject({ type: 'webhook.test', status: 'delivered', lastStatus: 204 });
    expect(JSON.parse(received.at(-1)!.body)).toEqual({ type: 'webhook.test', at: expect.any(Number) });
    answer = 500;
    expect((await ask('POST', `${path}/test`, {})).body).toMatchObject({ status: 'failed', lastStatus: 500, lastError: null });
    answer = 204;
    await ask('PUT', path, { url: `http://127.0.0.1:${await nobodysPort()}/hooks` });
    expect((await ask('POST', `${path}/test`, {})).body).toMatchObject({ status: 'failed', lastStatus: null, lastError: 'ECONNREFUSED' });
    const { clients } = (await ask('GET', '')).body as { clients: ApiClientView[] };
    expect(clients.find(({ apiClientId }) => apiClientId === client.apiClientId)?.webhook?.lastDelivery).toMatchObject({
      lastError: 'ECONNREFUSED',
    });
    expect((await ask('DELETE', path)).body).toMatchObject({ webhook: null });
    expect(codeOf((await ask('POST', `${path}/rotate-secret`, {})).body)).toBe('wrong_state');
  });
});

describe('one masked value', () => {
  async function sessionOf(agentId: string | null): Promise<string> {
    const opened = await open((await addClient()).apiKey);
    const { sessionId } = opened.body as { sessionId: string };
    if (agentId !== null) await counter.database.prisma.session.update({ where: { id: sessionId }, data: { status: 'in_call', agentId } });
    return sessionId;
  }
  const reveal = async (sessionId: string, by: object, body: object = { name: 'name', reason: 'identify' }) =>
    counter.ask('POST', `/v1/sessions/${sessionId}/reveal`, { ...by, body });

  it('is shown to the agent who serves the customer, and to no other', async () => {
    const [agent, other] = [await counter.signIn('agent'), await counter.signIn('agent')];
    const sessionId = await sessionOf(agent.staffId);
    expect((await reveal(sessionId, agent)).body).toEqual({ value: 'Wang Xiaoming' });
    expect(codeOf((await reveal(sessionId, other)).body)).toBe('not_found');
    await counter.database.prisma.session.update({ where: { id: sessionId }, data: { status: 'ended' } });
    expect(codeOf((await reveal(sessionId, agent)).body)).toBe('wrong_state');
  });

  it('is shown to reviewers, with a reason of the list, and leaves a record without the value', async () => {
    const reviewer = await counter.signIn('reviewer');
    const sessionId = await sessionOf(null);
    for (const body of [{ name: 'name' }, { name: 'name', reason: 'just looking' }, { name: 'riskLevel', reason: 'identify' }]) {
      expect(codeOf((await reveal(sessionId, reviewer, body)).body)).toBe('bad_request');
    }
    expect((await reveal(sessionId, reviewer, { name: 'name', reason: 'complaint' })).body).toEqual({ value: 'Wang Xiaoming' });
    expect(codeOf((await reveal(sessionId, reviewer, { name: 'phone', reason: 'complaint' })).body)).toBe('not_found');
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { object: sessionId } });
    expect(trail).toMatchObject([{ action: 'fact.revealed', staffId: reviewer.staffId, detail: { name: 'name', reason: 'complaint' } }]);
  });

  it('is not to be had by the dozen', async () => {
    const reviewer = await counter.signIn('reviewer');
    const sessionId = await sessionOf(null);
    const codes = await Promise.all(Array.from({ length: 12 }, async () => (await reveal(sessionId, reviewer)).status));
    expect(codes.filter((status) => status === 200)).toHaveLength(6);
    expect(codes.filter((status) => status === 429)).toHaveLength(6);
  });
});

it('nothing secret is logged', async () => {
  const { client, apiKey } = await addClient();
  const secret = await addWebhook(client.apiClientId);
  await ask('POST', `/${client.apiClientId}/webhook/test`, {});
  const lines = counter.logged.join('\n');
  for (const each of [apiKey, secret, 'Wang Xiaoming', url]) expect(lines).not.toContain(each);
  const trail = await counter.database.prisma.auditEvent.findMany({ where: { object: client.apiClientId } });
  expect(trail.map(({ action }) => action)).toEqual(['api_client.created', 'webhook.set', 'webhook.tested']);
});
