import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBankServer } from './bank-server.ts';
import { operations } from './systems/all.ts';

const TOKEN = 'token-of-the-test';
const HASH = 'ab'.repeat(32);

let server: Server;
let url: string;
beforeAll(async () => {
  server = createBankServer({ token: TOKEN }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

interface Asked {
  readonly key?: string;
  readonly token?: string;
  readonly text?: string;
}

async function ask(operation: string, body: unknown, { key = 'key-1', token = TOKEN, text = JSON.stringify(body) }: Asked = {}) {
  const response = await fetch(`${url}/${operation.replace('.', '/')}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(key === '' ? {} : { 'idempotency-key': key }) },
    body: text,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const order = { product: 'LJWY6', amount: 200_000, account: '6217000010001234', dividend: 'cash', documentHash: HASH };

it('says what there is, each with the schemas of what is asked and answered', async () => {
  const response = await fetch(`${url}/operations`);
  const described = (await response.json()) as { name: string; path: string; requestSchema: object; responseSchema: object }[];
  expect(described.map(({ name }) => name)).toEqual(operations.map(({ name }) => name));
  expect(new Set(described.map(({ path }) => path)).size).toBe(operations.length);
  for (const { requestSchema, responseSchema } of described) {
    expect(requestSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(responseSchema).toMatchObject({ type: 'object', additionalProperties: false });
  }
});

describe('answers', () => {
  it('are the same under the same key, and others under another', async () => {
    const first = await ask('core.place-wealth-order', order);
    expect(first).toMatchObject({ status: 200, body: { orderId: expect.stringMatching(/^LC\d{12}$/) } });
    expect(await ask('core.place-wealth-order', order)).toEqual(first);
    expect(await ask('core.place-wealth-order', order, { key: 'key-2' })).not.toEqual(first);
    expect(await ask('core.cancel-wealth-order', first.body)).toMatchObject({ status: 200 });
  });

  it.each([
    ['match', '王明', '11010519491231002X'],
    ['unknown', '王明', '110105194912310021'],
    ['mismatch', '错姓', '11010519491231002X'],
  ])('of the registry: %s', async (state, name, idNumber) => {
    expect(await ask('registry.verify-citizen', { name, idNumber })).toMatchObject({ status: 200, body: { state } });
  });

  it.each([
    ['accepted', true, 20_000],
    ['manual', false, 20_000],
    ['manual', true, 900_000],
  ])('of the insurer: %s', async (underwriting, healthClear, premium) => {
    const body = { insuredIs: 'self', premium, payYears: 10, healthClear, documentHash: HASH };
    expect(await ask('insurer.submit-application', body)).toMatchObject({ status: 200, body: { underwriting } });
  });
});

describe('refused is', () => {
  it.each([
    ['a wrong token', 401, order, { token: 'another' }],
    ['no key', 400, order, { key: '' }],
    ['what is no JSON', 400, null, { text: '{' }],
    ['more than is known', 400, { ...order, more: 1 }, {}],
    ['less than is needed', 400, { product: 'LJWY6' }, {}],
    ['too much money', 422, { ...order, amount: 4_000_001 }, {}],
    ['a body without end', 413, null, { text: ' '.repeat(70_000) }],
  ] as const)('%s', async (_what, status, body, how) => {
    expect((await ask('core.place-wealth-order', body, how)).status).toBe(status);
  });

  it('what nobody does', async () => {
    expect((await ask('core.unknown', {})).status).toBe(404);
    expect((await fetch(`${url}/core/open-account`)).status).toBe(405);
  });
});
