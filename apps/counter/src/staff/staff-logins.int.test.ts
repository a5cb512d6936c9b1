import { newId, type StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../prisma/testing.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { Database } from '../database/database.ts';
import { cookieHash } from '../http/cookies.ts';
import { LoginThrottle } from './login-throttle.ts';
import { Passwords } from './passwords.ts';
import { LOGIN_LIFETIME_MS, type LoginRequest, StaffLogins } from './staff-logins.ts';

const PASSWORD = 'correct horse battery';
const code = (expected: string) => expect.objectContaining({ code: expected });
let server: TestDatabase;
let database: Database;
let logins: StaffLogins;
let throttle: LoginThrottle;
let passwordHash: string;
let now = Date.UTC(2026, 10, 22);

beforeAll(async () => {
  server = await createTestDatabase();
  database = new Database(server.url);
  passwordHash = await new Passwords().hash(PASSWORD);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});
beforeEach(() => {
  const clock = () => now;
  throttle = new LoginThrottle(database);
  logins = new StaffLogins({
    database,
    audit: new AuditTrail({ database, clock }),
    passwords: new Passwords(),
    throttle,
    secure: false,
    clock,
  });
});

let people = 0;

async function person(facts: { demo?: boolean; active?: boolean } = {}): Promise<{ staffId: StaffId; request: LoginRequest }> {
  people += 1;
  const staffId = newId('stf');
  const staffNumber = `P${people}`;
  await database.prisma.staff.create({
    data: { id: staffId, staffNumber, displayName: 'Somebody', passwordHash, roles: ['agent'], skills: [], ...facts },
  });
  return { staffId, request: { staffNumber, password: PASSWORD, fromLoopback: false, cookieHeader: undefined } };
}

const cookie = (value: string): string => `guichet_staff=${value}`;

describe('signing in', () => {
  it('gives a cookie that says who one is, and keeps nothing but its hash', async () => {
    const { staffId, request } = await person();
    const login = await logins.login(request);
    expect(await logins.authenticate(cookie(login.cookieValue))).toMatchObject({
      staff: { staffId, roles: ['agent'] },
      csrfToken: login.csrfToken,
    });
    const rows = await database.prisma.staffSession.findMany({ where: { staffId } });
    expect(rows).toMatchObject([{ cookieHash: cookieHash(login.cookieValue) }]);
    expect(JSON.stringify(rows)).not.toContain(login.cookieValue);
    expect(login.csrfToken).not.toBe(login.cookieValue);
  });

  it('fails in the same words for a wrong password, an unknown number and somebody who left', async () => {
    const { request } = await person();
    const left = await person({ active: false });
    for (const attempt of [{ ...request, password: 'wrong' }, { ...request, staffNumber: 'nobody' }, left.request]) {
      await expect(logins.login(attempt)).rejects.toThrow(code('login_failed'));
    }
  });

  it('takes as long for a number that nobody has', async () => {
    const { request } = await person();
    const time = async (attempt: LoginRequest): Promise<number> => {
      const startedAt = performance.now();
      await logins.login(attempt).catch(() => undefined);
      return performance.now() - startedAt;
    };
    await time({ ...request, staffNumber: 'warm up' });
    const known = await time({ ...request, password: 'wrong' });
    const unknown = await time({ ...request, staffNumber: 'nobody at all' });
    // An argon2id hash takes tens of milliseconds; without it the answer would come in one or two.
    expect(unknown).toBeGreaterThan(known / 4);
  });

  it('is refused to demo logins from other machines, but only once the password was right', async () => {
    const { request } = await person({ demo: true });
    await expect(logins.login({ ...request, password: 'wrong' })).rejects.toThrow(code('login_failed'));
    await expect(logins.login(request)).rejects.toThrow(code('loopback_only'));
    await expect(logins.login({ ...request, fromLoopback: true })).resolves.toBeDefined();
  });

  it('ends the login that the browser held before', async () => {
    const { request } = await person();
    const first = await logins.login(request);
    await logins.login({ ...request, cookieHeader: cookie(first.cookieValue) });
    expect(await logins.authenticate(cookie(first.cookieValue))).toBeNull();
  });
});

describe('wrong passwords', () => {
  it('lock for twice as long each time, say how long, and do not check passwords meanwhile', async () => {
    const { request } = await person();
    const wrong = { ...request, password: 'wrong' };
    for (let attempt = 1; attempt <= 5; attempt++) await expect(logins.login(wrong)).rejects.toThrow(code('login_failed'));
    await expect(logins.login(request)).rejects.toThrow(expect.objectContaining({ code: 'login_locked', retryAfterMs: 30_000 }));
    now += 30_000;
    await expect(logins.login(wrong)).rejects.toThrow(code('login_failed'));
    await expect(logins.login(request)).rejects.toThrow(expect.objectContaining({ code: 'login_locked', retryAfterMs: 60_000 }));
    now += 59_999;
    await expect(logins.login(request)).rejects.toThrow(expect.objectContaining({ code: 'login_locked', retryAfterMs: 1 }));
    now += 1;
    await expect(logins.login(request)).resolves.toBeDefined();
    await expect(logins.login(wrong)).rejects.toThrow(code('login_failed'));
  });

  it('lock a number that nobody has just the same', async () => {
    const attempt: LoginRequest = { staffNumber: 'ghost', password: 'x', fromLoopback: false, cookieHeader: undefined };
    for (let count = 1; count <= 5; count++) await expect(logins.login(attempt)).rejects.toThrow(code('login_failed'));
    await expect(logins.login(attempt)).rejects.toThrow(code('login_locked'));
  });

  it('are counted though they all come at once', async () => {
    const { request } = await person();
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => logins.login({ ...request, password: 'wrong' })));
    const codes = answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as { code: string }).code : 'in'));
    expect(codes.filter((name) => name === 'login_failed')).toHaveLength(5);
    expect(codes.filter((name) => name === 'login_locked')).toHaveLength(25);
  });

  it('are forgotten after a day', async () => {
    const { request } = await person();
    for (let count = 1; count <= 5; count++) await logins.login({ ...request, password: 'wrong' }).catch(() => undefined);
    now += 24 * 3_600_000 + 1;
    expect(await throttle.forgetOld(new Date(now))).toBeGreaterThan(0);
    await expect(logins.login(request)).resolves.toBeDefined();
  });
});

describe('a login', () => {
  it('ends by its time, by signing out, and when its owner leaves', async () => {
    const { staffId, request } = await person();
    const old = await logins.login(request);
    now += LOGIN_LIFETIME_MS - 1;
    expect(await logins.authenticate(cookie(old.cookieValue))).not.toBeNull();
    now += 1;
    expect(await logins.authenticate(cookie(old.cookieValue))).toBeNull();
    expect(await logins.forgetExpired()).toBeGreaterThan(0);

    const fresh = await logins.login(request);
    const told: string[] = [];
    logins.onSignedOut(({ cookieHash: hash }) => told.push(hash));
    await logins.logout(cookie(fresh.cookieValue));
    expect(await logins.authenticate(cookie(fresh.cookieValue))).toBeNull();
    expect(told).toEqual([cookieHash(fresh.cookieValue)]);

    const last = await logins.login(request);
    await database.prisma.staff.update({ where: { id: staffId }, data: { active: false } });
    expect(await logins.authenticate(cookie(last.cookieValue))).toBeNull();
  });

  it('leaves its traces in the audit trail, without a password', async () => {
    const { staffId, request } = await person();
    await logins.login({ ...request, password: 'MARKED-WRONG' }).catch(() => undefined);
    const { cookieValue } = await logins.login(request);
    await logins.logout(cookie(cookieValue));
    const trail = await database.prisma.auditEvent.findMany({ where: { staffId }, orderBy: { id: 'asc' } });
    expect(trail.map(({ action }) => action)).toEqual(['staff.login_failed', 'staff.logged_in', 'staff.logged_out']);
    expect(JSON.stringify(trail.map(({ id: _id, ...rest }) => rest))).not.toMatch(/MARKED|correct horse/);
  });
});
