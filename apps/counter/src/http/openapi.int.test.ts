import { type RouteName, routes, type RouteSpec } from '@guichet/protocol';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WholeCounter } from '../testing/whole-counter.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, unknown>[];
  readonly responses: Record<string, unknown>;
}

const names = Object.keys(routes) as RouteName[];
let counter: WholeCounter;
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };

beforeAll(async () => {
  counter = await WholeCounter.start();
  document = (await counter.ask('GET', '/v1/docs/json')).body as typeof document;
});
afterAll(() => counter.end());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

describe('the OpenAPI page', () => {
  it('is a valid document of OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1/);
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
  });

  it('lists every route of the table, and nothing else', () => {
    const listed = operations().map(({ operationId, method, path }) => `${operationId} ${method.toUpperCase()} ${path}`);
    const expected = names.map((name) => `${name} ${routes[name].method} ${routes[name].path.replace(/:(\w+)/g, '{$1}')}`);
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });

  it('says what each must show, and that each can fail', () => {
    for (const { operationId, security, responses } of operations()) {
      const { roles } = routes[operationId as RouteName] as RouteSpec;
      expect(
        security.some((one) => Object.keys(one).length === 0),
        operationId,
      ).toBe(roles.includes('public'));
      expect(
        security.some((one) => 'apiKey' in one),
        operationId,
      ).toBe(roles.includes('bank'));
      expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['200', '4XX', '5XX']));
    }
  });

  it('can be read in a browser under our own rules for scripts', async () => {
    const page = await counter.ask('GET', '/v1/docs/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    const scripts = [...String(page.body).matchAll(/<script([^>]*)>([^<]*)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline] of scripts) {
      expect(attributes).toContain('src=');
      expect(inline?.trim()).toBe('');
    }
    const [, source] = /src="([^"]+)"/.exec(scripts[0]?.[1] ?? '') ?? [];
    expect((await counter.ask('GET', new URL(source ?? '', `${counter.url}/v1/docs/`).pathname)).status).toBe(200);
  });
});
