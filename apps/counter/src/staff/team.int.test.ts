import { newId, type StaffMember } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import { type Credentials, cookieOf, type SignedIn, WholeCounter } from '../testing/whole-counter.ts';
import { appointAdministrator } from './appoint-administrator.ts';
import { Passwords } from './passwords.ts';

const OWN_PASSWORD = 'a long phrase of my own';
let counter: WholeCounter;
let admin: SignedIn;
let people = 0;

beforeAll(async () => {
  counter = await WholeCounter.start({ TRUSTED_PROXIES: '127.0.0.1' });
  admin = await counter.signIn('admin');
});
afterAll(() => counter.end());

const codeOf = (body: unknown): unknown => (body as { code?: string }).code;
const facts = (change: object = {}) => ({
  names: { 'zh-CN': '顾磊', en: 'Gu Lei' },
  roles: ['agent'],
  skills: ['loans'],
  language: 'zh-CN',
  ...change,
});

/** As administrators: each change by a fresh one, since an administrator's own rate is for people. */
async function change(method: 'POST' | 'PUT', path: string, body: object = {}, by?: Credentials) {
  return counter.ask(method, path, { ...(by ?? (await counter.signIn('admin'))), body });
}

async function hire(more: object = {}): Promise<{ member: StaffMember; oneTimePassword: string }> {
  people += 1;
  const answer = await change('POST', '/v1/staff', { ...facts(more), staffNumber: `N${people}` });
  expect(answer.status).toBe(200);
  return answer.body as { member: StaffMember; oneTimePassword: string };
}

let addresses = 0;
/** From another address each time: what one may send is another test's business. */
const login = (staffNumber: string, password: string) =>
  counter.ask('POST', '/v1/staff/login', {
    body: { staffNumber, password },
    headers: { 'x-forwarded-for': `203.0.113.${(addresses += 1)}` },
  });

async function enter(staffNumber: string, password: string): Promise<Credentials> {
  const answer = await login(staffNumber, password);
  expect(answer.status).toBe(200);
  return { cookie: cookieOf(answer), csrf: (answer.body as { csrfToken: string }).csrfToken };
}

describe('a new member of staff', () => {
  it('gets in with the one-time password, and no further than to one of their own', async () => {
    const { member, oneTimePassword } = await hire();
    expect(member).toMatchObject({ active: true, demo: false, status: 'offline', names: { 'zh-CN': '顾磊', en: 'Gu Lei' } });
    const first = await login(member.staffNumber, oneTimePassword);
    expect(first.body).toMatchObject({ passwordChangeDue: true });
    const shown = await enter(member.staffNumber, oneTimePassword);
    expect((await counter.ask('GET', '/v1/staff/me', shown)).body).toMatchObject({ passwordChangeDue: true });
    expect(codeOf((await counter.ask('GET', '/v1/recordings', shown)).body)).toBe('password_change_due');

    const to = (next: string, current = oneTimePassword) =>
      counter.ask('POST', '/v1/staff/password', { ...shown, body: { current, next } });
    expect(codeOf((await to('too short')).body)).toBe('bad_request');
    expect(codeOf((await to(oneTimePassword)).body)).toBe('password_reused');
    expect(codeOf((await to(`hello ${member.staffNumber.toLowerCase()} hello`)).body)).toBe('password_reused');
    expect((await to(OWN_PASSWORD)).status).toBe(200);
    expect((await counter.ask('GET', '/v1/recordings', shown)).status).toBe(200);
    expect((await counter.ask('GET', '/v1/staff/me', shown)).body).toMatchObject({ passwordChangeDue: false });

    expect(codeOf((await login(member.staffNumber, oneTimePassword)).body)).toBe('login_failed');
    expect((await login(member.staffNumber, OWN_PASSWORD)).body).toMatchObject({ passwordChangeDue: false });
    expect((await counter.ask('GET', '/v1/recordings', { cookie: cookieOf(first) })).status).toBe(401);
  });

  it('gets in no more once the one-time password is too old', async () => {
    const { member, oneTimePassword } = await hire();
    await counter.database.prisma.staff.update({ where: { id: member.staffId }, data: { oneTimeUntil: new Date(Date.now() - 1) } });
    expect(codeOf((await login(member.staffNumber, 'wrong')).body)).toBe('login_failed');
    expect(codeOf((await login(member.staffNumber, oneTimePassword)).body)).toBe('password_expired');
  });

  it('gets no number that somebody has or had, in whatever letters', async () => {
    const { member } = await hire();
    for (const staffNumber of [member.staffNumber, member.staffNumber.toLowerCase()]) {
      const answer = await change('POST', '/v1/staff', { ...facts(), staffNumber });
      expect([answer.status, codeOf(answer.body)]).toEqual([409, 'staff_number_taken']);
    }
    const bad = [
      { staffNumber: 'two words' },
      { roles: [] },
      { roles: ['root'] },
      { skills: ['Loans!'] },
      { names: { 'zh-CN': '', en: null } },
    ];
    for (const each of bad) {
      expect(codeOf((await change('POST', '/v1/staff', { ...facts(), staffNumber: 'free', ...each })).body)).toBe('bad_request');
    }
  });
});

describe('an administrator', () => {
  it('changes names, roles and skills, in force at once', async () => {
    const { member, oneTimePassword } = await hire();
    const shown = await enter(member.staffNumber, oneTimePassword);
    await counter.ask('POST', '/v1/staff/password', { ...shown, body: { current: oneTimePassword, next: OWN_PASSWORD } });
    await counter.database.prisma.staff.update({ where: { id: member.staffId }, data: { status: 'idle' } });
    const edited = await change('PUT', `/v1/staff/${member.staffId}`, facts({ roles: ['reviewer'], skills: [], language: 'en' }));
    expect(edited.body).toMatchObject({ roles: ['reviewer'], skills: [], status: 'offline' });
    expect((await counter.ask('GET', '/v1/staff/me', shown)).body).toMatchObject({ staff: { roles: ['reviewer'], displayName: 'Gu Lei' } });
    expect((await change('PUT', `/v1/staff/${newId('stf')}`, facts())).status).toBe(404);
  });

  it('resets a password: every login of it ends, and a lock for wrong ones too', async () => {
    const { member, oneTimePassword } = await hire();
    const shown = await enter(member.staffNumber, oneTimePassword);
    for (let count = 0; count < 6; count++) await login(member.staffNumber, 'wrong');
    expect(codeOf((await login(member.staffNumber, oneTimePassword)).body)).toBe('login_locked');
    const reset = await change('POST', `/v1/staff/${member.staffId}/reset-password`);
    expect((await counter.ask('GET', '/v1/staff/me', shown)).status).toBe(401);
    const { oneTimePassword: second } = reset.body as { oneTimePassword: string };
    expect((await login(member.staffNumber, second)).body).toMatchObject({ passwordChangeDue: true });
  });

  it('sends somebody away at once, and lets them back with a new password only', async () => {
    const { member, oneTimePassword } = await hire();
    const shown = await enter(member.staffNumber, oneTimePassword);
    const path = `/v1/staff/${member.staffId}`;
    expect((await change('POST', `${path}/disable`)).body).toMatchObject({ active: false });
    expect((await counter.ask('GET', '/v1/staff/me', shown)).status).toBe(401);
    expect(codeOf((await login(member.staffNumber, oneTimePassword)).body)).toBe('login_failed');
    expect(codeOf((await change('POST', `${path}/reset-password`)).body)).toBe('wrong_state');
    const back = (await change('POST', `${path}/enable`)).body as { oneTimePassword: string };
    expect(codeOf((await login(member.staffNumber, oneTimePassword)).body)).toBe('login_failed');
    expect((await login(member.staffNumber, back.oneTimePassword)).status).toBe(200);
  });

  it('cannot shut themselves out', async () => {
    const one = await counter.signIn('admin');
    expect(codeOf((await change('POST', `/v1/staff/${one.staffId}/disable`, {}, one)).body)).toBe('wrong_state');
    expect(codeOf((await change('PUT', `/v1/staff/${one.staffId}`, facts(), one)).body)).toBe('wrong_state');
  });

  it('is one of at least one: of two who disable each other at the same moment, one stays', async () => {
    const pair = await Promise.all([counter.signIn('admin'), counter.signIn('admin')]);
    const [one, other] = pair;
    await Promise.all([
      change('POST', `/v1/staff/${other.staffId}/disable`, {}, one),
      change('POST', `/v1/staff/${one.staffId}/disable`, {}, other),
    ]);
    const left = await counter.database.prisma.staff.count({ where: { id: { in: pair.map(({ staffId }) => staffId) }, active: true } });
    expect(left).toBe(1);
  });

  it('sees everybody, no hash and no password', async () => {
    const answer = await counter.ask('GET', '/v1/staff', admin);
    expect(JSON.stringify(answer.body)).not.toMatch(/argon2|password"/i);
    expect((answer.body as { members: StaffMember[] }).members.map(({ staffId }) => staffId)).toContain(admin.staffId);
    const services = await counter.ask('GET', '/v1/service-types', admin);
    expect(services.body).toMatchObject({
      skills: [{ skill: 'loans' }, { skill: 'questions' }],
      serviceTypes: [{ skill: 'loans' }, { skill: 'questions' }],
    });
  });

  it('leaves a record of each change, and no password anywhere', async () => {
    const by = await counter.signIn('admin');
    people += 1;
    const made = await change('POST', '/v1/staff', { ...facts(), staffNumber: `N${people}` }, by);
    const { member, oneTimePassword } = made.body as { member: StaffMember; oneTimePassword: string };
    const path = `/v1/staff/${member.staffId}`;
    await change('PUT', path, facts({ skills: [] }), by);
    const reset = (await change('POST', `${path}/reset-password`, {}, by)).body as { oneTimePassword: string };
    await change('POST', `${path}/disable`, {}, by);
    await change('POST', `${path}/enable`, {}, by);
    const trail = await counter.database.prisma.auditEvent.findMany({ where: { object: member.staffId }, orderBy: { id: 'asc' } });
    expect(trail.map(({ action }) => action)).toEqual([
      'staff.created',
      'staff.edited',
      'staff.password_reset',
      'staff.disabled',
      'staff.enabled',
    ]);
    expect(trail.every(({ staffId }) => staffId === by.staffId)).toBe(true);
    const kept = JSON.stringify(trail.map(({ id: _id, ...rest }) => rest)) + counter.logged.join('');
    for (const password of [oneTimePassword, reset.oneTimePassword, OWN_PASSWORD]) expect(kept).not.toContain(password);
  });
});

describe('an administrator appointed on the machine itself', () => {
  it('gets in with a one-time password, and so does one who was locked out', async () => {
    const { database } = counter;
    const tools = { database, audit: new AuditTrail({ database, clock: Date.now }), passwords: new Passwords(), clock: Date.now };
    const first = await appointAdministrator(tools, { staffNumber: 'ROOT1', name: '何瑞' });
    const shown = await enter('ROOT1', first);
    const second = await appointAdministrator(tools, { staffNumber: 'ROOT1', name: '何瑞' });
    expect((await counter.ask('GET', '/v1/staff/me', shown)).status).toBe(401);
    expect((await login('ROOT1', second)).body).toMatchObject({
      passwordChangeDue: true,
      staff: { roles: ['admin'], displayName: '何瑞' },
    });
  });
});

describe('a name', () => {
  it('is told to customers in their own language', async () => {
    const { member } = await hire();
    const { sessionId, cookie } = await counter.enter();
    const { prisma } = counter.database;
    const callId = newId('cal');
    await prisma.session.update({ where: { id: sessionId }, data: { status: 'in_call', agentId: member.staffId } });
    const call = {
      id: callId,
      sessionId,
      nodeId: newId('nod'),
      roomId: newId('rom'),
      recordingId: newId('rec'),
      status: 'live',
      startedAt: new Date(),
    };
    await prisma.call.create({ data: call });
    await prisma.callParticipant.create({
      data: { id: newId('par'), callId, role: 'agent', staffId: member.staffId, status: 'connected' },
    });
    const nameIn = async (language: string) => {
      await prisma.session.update({ where: { id: sessionId }, data: { language } });
      const { body } = await counter.ask('GET', '/v1/entry/current', { cookie });
      return (body as { call: { parties: { displayName: string }[] } }).call.parties[0]?.displayName;
    };
    expect(await nameIn('zh-CN')).toBe(`顾磊（工号 ${member.staffNumber}）`);
    expect(await nameIn('en')).toBe(`Gu Lei (No. ${member.staffNumber})`);
  });
});
