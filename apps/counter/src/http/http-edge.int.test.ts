import { newId, type Role, type RouteName, routes, type RouteSpec, StaffRole } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, cookieOf, WholeCounter } from '../testing/whole-counter.ts';

const names = Object.keys(routes) as RouteName[];
const spec = (name: RouteName): RouteSpec => routes[name];
let counter: WholeCounter;
const shown = new Map<Role, Credentials>();

beforeAll(async () => {
  counter = await WholeCounter.start();
  shown.set('public', {});
  shown.set('customer', await counter.enter());
  shown.set('guest', await counter.invite((await counter.enter()).sessionId));
  shown.set('bank', { apiKey: await counter.addApiClient() });
  for (const role of StaffRole.options) shown.set(role, await counter.signIn(role));
});
afterAll(() => counter.end());

/** The route's path with ids of things that do not exist. */
function pathOf(name: RouteName): string {
  const ids: Record<string, string> = {
    sessionId: newId('ses'),
    recordingId: newId('rec'),
    trackId: newId('trk'),
    nodeId: newId('nod'),
    staffId: newId('stf'),
    apiClientId: newId('api'),
  };
  return spec(name).path.replace(/:(\w+)/g, (_, part: string) => ids[part] ?? 'x');
}

const bodyOf = (name: RouteName): unknown => (spec(name).method === 'POST' ? {} : undefined);
const codeOf = (body: unknown): unknown => (body as { code?: string }).code;

describe('every route asked by everybody', () => {
  const roles: Role[] = ['public', 'customer', 'guest', 'bank', ...StaffRole.options];
  it.each(names.flatMap((name) => roles.map((role) => [name, role] as const)))('%s by %s', async (name, role) => {
    const allowed = spec(name).roles.includes('public') || spec(name).roles.includes(role);
    // A sign-out that succeeds would be the last thing that this login does.
    const credentials = name === 'staff.logout' && allowed ? await counter.signIn(role as StaffRole) : shown.get(role);
    const answer = await counter.ask(spec(name).method, pathOf(name), { ...credentials, body: bodyOf(name) });
    if (!allowed) {
      expect([answer.status, codeOf(answer.body)]).toEqual(role === 'public' ? [401, 'unauthenticated'] : [403, 'forbidden']);
    } else {
      expect([401, 403, 500, 503]).not.toContain(answer.status);
    }
  });
});

describe('forged requests', () => {
  it('from a foreign page change nothing, whatever cookie goes along', async () => {
    const agent = await counter.signIn('admin');
    for (const origin of ['https://evil.example', 'null', null]) {
      const answer = await counter.ask('POST', '/v1/staff/logout', { ...agent, body: {}, origin });
      expect([answer.status, codeOf(answer.body)]).toEqual([403, 'csrf_failed']);
    }
    expect((await counter.ask('GET', '/v1/staff/me', agent)).status).toBe(200);
  });

  it("from our page need the login's own token", async () => {
    const [one, other] = [await counter.signIn('admin'), await counter.signIn('admin')];
    for (const csrf of [undefined, '', other.csrf, one.cookie.split('=')[1]]) {
      const answer = await counter.ask('POST', '/v1/staff/logout', {
        cookie: one.cookie,
        ...(csrf === undefined ? {} : { csrf }),
        body: {},
      });
      expect([answer.status, codeOf(answer.body)]).toEqual([403, 'csrf_failed']);
    }
    expect((await counter.ask('POST', '/v1/staff/logout', { ...one, body: {} })).status).toBe(200);
    expect((await counter.ask('GET', '/v1/staff/me', one)).status).toBe(401);
  });

  it('cannot pass for a bank by a made-up key', async () => {
    const admin = await counter.signIn('admin');
    const answer = await counter.ask('POST', '/v1/staff/logout', { ...admin, apiKey: 'gck_made-up', body: {}, origin: null });
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'unauthenticated']);
  });
});

describe('credentials', () => {
  it.each([
    ['of nobody', `guichet_staff=${'A'.repeat(43)}`],
    ['that are malformed', 'guichet_staff=../../etc'],
    ['under the name of another', `guichet_device=${'A'.repeat(43)}`],
  ])('%s count as none', async (_name, cookie) => {
    expect((await counter.ask('GET', '/v1/staff/me', { cookie })).status).toBe(401);
    expect((await counter.ask('GET', '/v1/entry/current', { cookie })).status).toBe(401);
  });

  it('of staff do not open what belongs to a customer, nor the other way round', async () => {
    const agent = await counter.signIn('agent');
    const customer = await counter.enter();
    expect((await counter.ask('GET', '/v1/entry/current', agent)).status).toBe(403);
    expect((await counter.ask('GET', '/v1/staff/me', customer)).status).toBe(403);
    // The value of one under the name of the other.
    const crossed = `guichet_staff=${customer.cookie.split('=')[1]}`;
    expect((await counter.ask('GET', '/v1/staff/me', { cookie: crossed })).status).toBe(401);
  });

  it('that were planted twice count as none', async () => {
    const agent = await counter.signIn('agent');
    expect((await counter.ask('GET', '/v1/staff/me', { cookie: `${agent.cookie}; guichet_staff=${'B'.repeat(43)}` })).status).toBe(401);
  });

  it('run out', async () => {
    const agent = await counter.signIn('agent');
    await counter.database.prisma.staffSession.updateMany({
      where: { staffId: agent.staffId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await counter.ask('GET', '/v1/staff/me', agent)).status).toBe(401);
  });

  it('are set so that no script and no other site can use them', async () => {
    const { staffNumber, password } = await counter.signIn('agent');
    const answer = await counter.ask('POST', '/v1/staff/login', { body: { staffNumber, password } });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^guichet_staff=[A-Za-z0-9_-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer).split('=')[1]);
  });
});

describe('an entry link', () => {
  async function open(apiKey: string): Promise<{ secret: string; sessionId: string }> {
    const answer = await counter.ask('POST', '/v1/sessions', {
      apiKey,
      body: { serviceTypeId: counter.bank.loans, language: 'en', customer: { name: 'Wang Xiaoming' } },
    });
    expect(answer.status).toBe(200);
    const { entryUrl, sessionId } = answer.body as { entryUrl: string; sessionId: string };
    const url = new URL(entryUrl);
    expect(url.search).toBe('');
    return { secret: url.hash.replace(/^#\w+=/, ''), sessionId };
  }

  it('lets one device in, once; forwarded to another it is used up', async () => {
    const { secret, sessionId } = await open(await counter.addApiClient());
    const first = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' } });
    expect(first.body).toMatchObject({ sessionId, status: 'entered' });
    const second = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' } });
    expect([second.status, codeOf(second.body)]).toEqual([410, 'link_used']);
    expect(second.headers.getSetCookie()).toEqual([]);
  });

  it('runs out', async () => {
    const { secret, sessionId } = await open(await counter.addApiClient());
    await counter.database.prisma.entryLink.updateMany({ where: { sessionId }, data: { expiresAt: new Date(Date.now() - 1) } });
    const answer = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' } });
    expect([answer.status, codeOf(answer.body)]).toEqual([410, 'link_expired']);
  });

  it('of one bank system shows its session to no other', async () => {
    const { sessionId } = await open(await counter.addApiClient());
    const foreign = { apiKey: await counter.addApiClient() };
    for (const method of ['GET', 'DELETE']) {
      const answer = await counter.ask(method, `/v1/sessions/${sessionId}`, foreign);
      expect([answer.status, codeOf(answer.body)]).toEqual([404, 'not_found']);
    }
  });
});

describe('bad requests', () => {
  it('are told the path and the kind of what is wrong, not what they sent', async () => {
    const answer = await counter.ask('POST', '/v1/sessions', {
      apiKey: await counter.addApiClient(),
      body: { serviceTypeId: 'MARKED-VALUE', language: 'fr' },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request', retryable: false } });
    expect(JSON.stringify(answer.body)).toContain('serviceTypeId');
    expect(JSON.stringify(answer.body)).not.toContain('MARKED-VALUE');
  });

  it.each([
    ['broken JSON', { body: '{"secret":' }, 400, 'bad_request'],
    ['another content type', { body: 'secret=1', headers: { 'content-type': 'text/xml' } }, 400, 'bad_request'],
    ['a body over 64 KB', { body: { secret: 'x'.repeat(70_000), language: 'en' } }, 413, 'payload_too_large'],
    ['prototype keys', { body: '{"__proto__":{"x":1},"secret":"y","language":"en"}' }, 400, 'bad_request'],
  ])('%s', async (_name, request, status, code) => {
    const answer = await counter.ask('POST', '/v1/entry/exchange', request as never);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });

  it('to nowhere get an answer of the table', async () => {
    for (const path of ['/v1/nothing', '/v1/sessions/../staff/me/x', '/%2e%2e/%2e%2e/etc/passwd', '/console/%2e%2e%2fkeys']) {
      const answer = await counter.ask('GET', path);
      expect([answer.status, codeOf(answer.body)], path).toEqual([404, 'unknown_request']);
    }
  });

  it('that come too fast are told when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => counter.ask('GET', '/v1/entry', {})));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('every answer', () => {
  it('carries the headers that keep a page from being framed, sniffed or extended', async () => {
    const { headers } = await counter.ask('GET', '/healthz');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/media-src [^;]*blob:/);
    // No node has registered yet.
    expect(policy).toMatch(/connect-src 'self' ?;/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toContain('camera=(self)');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
  });

  it('of the interface is stored nowhere', async () => {
    expect((await counter.ask('GET', '/v1/staff/me')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('health', () => {
  it('is told apart: alive, and ready', async () => {
    expect(await counter.ask('GET', '/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await counter.ask('GET', '/readyz')).toMatchObject({ status: 200, body: { checks: { database: true, jobs: true } } });
  });

  it('has figures for this machine, and for no request that a proxy passed on', async () => {
    const answer = await counter.ask('GET', '/metrics');
    expect(answer.body).toContain('http_request_duration_seconds_bucket');
    expect(answer.body).toContain('guichet_media_nodes_connected 0');
    expect(answer.body).toMatch(/guichet_sessions\{status="entered"\} \d+/);
    expect((await counter.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
  });
});
