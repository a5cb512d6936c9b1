import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, WholeCounter } from '../testing/whole-counter.ts';

describe('behind a proxy that speaks TLS', () => {
  const ORIGIN = 'https://bank.example';
  let counter: WholeCounter;

  beforeAll(async () => {
    counter = await WholeCounter.start({ PUBLIC_URL: ORIGIN, TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => counter.end());

  const enter = () =>
    counter.askLocally('POST', '/v1/entry/anonymous', { body: { serviceTypeId: counter.bank.questions, language: 'en' }, origin: ORIGIN });

  it('cookies are bound to the very host and sent over TLS alone', async () => {
    const answer = await enter();
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-guichet_device=[A-Za-z0-9_-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const current = await counter.askLocally('GET', '/v1/entry/current', { cookie: cookieOf(answer) });
    expect(current.status).toBe(200);
    expect((await counter.askLocally('GET', '/v1/entry/current', { cookie: cookieOf(answer).replace('__Host-', '') })).status).toBe(401);
  });

  it('browsers are told to stay with TLS, but not for the name of their own machine', async () => {
    expect(
      (await counter.askLocally('GET', '/healthz', { headers: { host: 'bank.example' } })).headers.get('strict-transport-security'),
    ).toBe('max-age=31536000');
  });

  it('the address is what the trusted proxy says, so that demo logins and figures are not for everybody', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    expect((await counter.askLocally('GET', '/metrics', { headers: forwarded })).status).toBe(403);
    const { staffId, staffNumber, password } = await counter.signIn('agent');
    await counter.database.prisma.staff.update({ where: { id: staffId }, data: { demo: true } });
    const login = { body: { staffNumber, password }, origin: ORIGIN };
    expect(await counter.askLocally('POST', '/v1/staff/login', { ...login, headers: forwarded })).toMatchObject({
      status: 403,
      body: { code: 'loopback_only' },
    });
    expect((await counter.askLocally('POST', '/v1/staff/login', { ...login, headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(
      200,
    );
  });

  it('entry links begin with the public address', async () => {
    const apiKey = await counter.addApiClient();
    const answer = await counter.askLocally('POST', '/v1/sessions', {
      apiKey,
      body: { serviceTypeId: counter.bank.loans, language: 'en' },
    });
    expect((answer.body as { entryUrl: string }).entryUrl).toMatch(/^https:\/\/bank\.example\/#/);
  });
});

describe('the pages', () => {
  let counter: WholeCounter;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-web-'));
    for (const app of ['customer', 'console', 'verifier']) {
      await mkdir(join(folder, app, 'assets'), { recursive: true });
      await writeFile(join(folder, app, 'index.html'), `<!doctype html><title>${app}</title>`);
      await writeFile(join(folder, app, 'assets', 'index-AbC123.js'), 'export {};');
      await writeFile(join(folder, app, '.secret'), 'not for anybody');
    }
    counter = await WholeCounter.start({
      WEB_CUSTOMER_DIR: join(folder, 'customer'),
      WEB_CONSOLE_DIR: join(folder, 'console'),
      WEB_VERIFIER_DIR: join(folder, 'verifier'),
      MEDIA_SOURCES: 'https://*.media.bank.example:7443',
    });
  });
  afterAll(async () => {
    await counter.end();
    await rm(folder, { recursive: true });
  });

  const page = (path: string) => counter.ask('GET', path, { headers: { accept: 'text/html' } });

  it.each([
    ['/', 'customer'],
    ['/waiting', 'customer'],
    ['/console/', 'console'],
    ['/console/recordings/rec_1', 'console'],
    ['/?from=app', 'customer'],
  ])('%s is the page of the %s', async (path, app) => {
    const answer = await page(path);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining(app) });
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('reach media nodes where the operator says that they stand, and nowhere else', async () => {
    expect((await page('/')).headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://*.media.bank.example:7443 wss://*.media.bank.example:7443;",
    );
  });

  it('that verifies packages is handed out as a file, to be opened where nobody is asked', async () => {
    const answer = await counter.ask('GET', '/verifier.html');
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('verifier') });
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="verifier.html"');
  });

  it('of the staff is found without the slash', async () => {
    expect((await page('/console')).headers.get('location')).toBe('/console/');
  });

  it('have files that are kept as long as browsers like, since another content has another name', async () => {
    const answer = await counter.ask('GET', '/console/assets/index-AbC123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('javascript');
  });

  it.each(['/.secret', '/console/.secret', '/assets/none.js', '/console/..%2f..%2f.secret', '/socket.io/x', '/v1/x'])(
    'are not the answer to %s',
    async (path) => {
      const answer = await page(path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(String(answer.body)).not.toContain('not for anybody');
    },
  );
});
