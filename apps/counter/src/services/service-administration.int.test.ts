import { newId, routes, type ServiceTypeDetail, StaffRole } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let apiKey: string;

beforeAll(async () => {
  counter = await WholeCounter.start();
  apiKey = await counter.addApiClient();
});
afterAll(() => counter.end());

const codeOf = (body: unknown): unknown => (body as { code?: string }).code;
const facts = (change: object = {}) => ({
  title: { 'zh-CN': '挂失补卡', en: 'Lost card' },
  summary: { 'zh-CN': '挂失并补办银行卡', en: 'Report a card lost and order another' },
  expectedMinutes: 6,
  prepare: [{ 'zh-CN': '身份证原件', en: 'Your ID card' }],
  skill: 'cards',
  flow: 'plain-counter',
  anonymous: true,
  ticketPrefix: 'L',
  position: 9,
  hours: [],
  ...change,
});

/** By a fresh administrator each time: an administrator's own rate is for people. */
async function change(method: 'POST' | 'PUT', path: string, body: object = {}) {
  return counter.ask(method, path, { ...(await counter.signIn('admin')), body });
}

let prefixes = 0;
async function add(more: object = {}): Promise<ServiceTypeDetail> {
  prefixes += 1;
  const ticketPrefix = `X${String.fromCharCode(64 + prefixes)}`;
  const answer = await change('POST', '/v1/service-types', facts({ ticketPrefix, ...more }));
  expect(answer.status).toBe(200);
  return answer.body as ServiceTypeDetail;
}

async function list(): Promise<{ serviceTypes: ServiceTypeDetail[]; skills: { skill: string; name: object }[] }> {
  const { body } = await counter.ask('GET', '/v1/service-types', await counter.signIn('admin'));
  return body as never;
}

const enter = (serviceTypeId: string, language = 'en') => counter.ask('POST', '/v1/entry/anonymous', { body: { serviceTypeId, language } });
const open = (serviceTypeId: string) => counter.ask('POST', '/v1/sessions', { apiKey, body: { serviceTypeId } });
const offered = async () =>
  ((await counter.ask('GET', '/v1/entry')).body as { serviceTypes: { id: string; open: boolean }[] }).serviceTypes;
const audited = (object: string) =>
  counter.database.prisma.auditEvent
    .findMany({ where: { object }, orderBy: { id: 'asc' } })
    .then((rows) => rows.map(({ action }) => action));

describe('a service', () => {
  it('is added, offered at once, and edited, each with an audit record', async () => {
    const service = await add();
    expect(service).toMatchObject({ ...facts({ ticketPrefix: service.ticketPrefix }), ownNotice: false, retiredAt: null });
    expect(await offered()).toContainEqual(expect.objectContaining({ id: service.id, open: true, title: service.title }));
    expect((await enter(service.id)).status).toBe(200);

    const edited = await change('PUT', `/v1/service-types/${service.id}`, facts({ ticketPrefix: 'LC', anonymous: false }));
    expect(edited.body).toMatchObject({ id: service.id, ticketPrefix: 'LC', anonymous: false });
    expect((await list()).serviceTypes).toContainEqual(edited.body);
    expect((await offered()).map(({ id }) => id)).not.toContain(service.id);
    expect(codeOf((await enter(service.id)).body)).toBe('not_found');
    expect(await audited(service.id)).toEqual(['service_type.created', 'service_type.edited']);
  });

  it('needs letters of its own, a flow that is in force, and every text in both languages', async () => {
    const service = await add();
    const taken = await change('POST', '/v1/service-types', facts({ ticketPrefix: service.ticketPrefix }));
    expect([taken.status, codeOf(taken.body)]).toEqual([409, 'ticket_prefix_taken']);
    expect(codeOf((await change('POST', '/v1/service-types', facts({ ticketPrefix: 'NF', flow: 'no-such-flow' }))).body)).toBe('not_found');
    await counter.database.prisma.flow.create({ data: { key: 'never-published', createdAt: new Date() } });
    expect(codeOf((await change('POST', '/v1/service-types', facts({ ticketPrefix: 'NP', flow: 'never-published' }))).body)).toBe(
      'wrong_state',
    );
    const bad = [
      { title: { 'zh-CN': '挂失', en: ' ' } },
      { ticketPrefix: 'a1' },
      { hours: [{ days: [8], from: '09:00', to: '17:00' }] },
      { hours: [{ days: [1], from: '9:00', to: '25:00' }] },
      { expectedMinutes: 0 },
      { skill: 'Two words' },
    ];
    for (const each of bad) expect(codeOf((await change('POST', '/v1/service-types', facts(each))).body)).toBe('bad_request');
    expect((await change('PUT', `/v1/service-types/${newId('svc')}`, facts({ ticketPrefix: 'NN' }))).status).toBe(404);
  });

  it('lets nobody in outside its hours, does not use up a link, and opens its doors again', async () => {
    const today = new Date(Date.now() + 8 * 3_600_000).getUTCDay() || 7;
    const otherDay = (today % 7) + 1;
    const closed = { hours: [{ days: [((otherDay + 1) % 7) + 1], from: '09:00', to: '09:01' }] };
    const service = await add();
    const session = (await open(service.id)).body as { entryUrl: string };
    const secret = session.entryUrl.split('#e=')[1];
    await change('PUT', `/v1/service-types/${service.id}`, facts({ ticketPrefix: service.ticketPrefix, ...closed }));

    expect((await offered()).find(({ id }) => id === service.id)).toMatchObject({ open: false, hours: closed.hours });
    expect(codeOf((await enter(service.id)).body)).toBe('outside_hours');
    const exchange = () => counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' } });
    expect(codeOf((await exchange()).body)).toBe('outside_hours');
    expect((await open(service.id)).status).toBe(200);

    await change('PUT', `/v1/service-types/${service.id}`, facts({ ticketPrefix: service.ticketPrefix }));
    expect((await exchange()).status).toBe(200);
  });

  it('opens no session once it is retired, keeps those that were opened, and can come back', async () => {
    const service = await add();
    const entered = await enter(service.id);
    const retired = await change('POST', `/v1/service-types/${service.id}/retire`);
    expect(retired.body).toMatchObject({ retiredAt: expect.any(Number) });
    expect((await change('POST', `/v1/service-types/${service.id}/retire`)).body).toEqual(retired.body);
    expect((await offered()).map(({ id }) => id)).not.toContain(service.id);
    expect(codeOf((await enter(service.id)).body)).toBe('not_found');
    expect(codeOf((await open(service.id)).body)).toBe('not_found');
    const still = await counter.ask('GET', '/v1/entry/current', { cookie: cookieOf(entered) });
    expect(still.body).toMatchObject({ status: 'entered', serviceType: { id: service.id } });

    expect((await change('POST', `/v1/service-types/${service.id}/restore`)).body).toMatchObject({ retiredAt: null });
    expect((await open(service.id)).status).toBe(200);
    expect(await audited(service.id)).toEqual([
      'service_type.created',
      'service_type.retired',
      'service_type.retired',
      'service_type.restored',
    ]);
  });
});

describe('the recording notice of a service', () => {
  const texts = (words: string) => ({
    title: { 'zh-CN': `录制 ${words}`, en: `Recorded ${words}` },
    summary: { 'zh-CN': '说明', en: 'Summary' },
    body: { 'zh-CN': '全文', en: 'Body' },
  });
  const visitors = new Map<string, string>();
  /** What a customer who has not decided yet reads; one for each service and language, since an address may not enter as often as it likes. */
  const noticesOf = async (serviceTypeId: string, language = 'en') => {
    const key = `${serviceTypeId} ${language}`;
    const cookie = visitors.get(key) ?? cookieOf(await enter(serviceTypeId, language));
    visitors.set(key, cookie);
    const { body } = await counter.ask('GET', '/v1/entry/current', { cookie });
    return (body as { notices: { textVersion: string; title: string; textHash: string }[] }).notices;
  };

  it("is the bank's until it has one of its own, in both languages, and can be the bank's again", async () => {
    const [service, other] = [await add(), await add()];
    const path = `/v1/service-types/${service.id}/notice`;
    const shared = await noticesOf(service.id);
    expect(shared).toMatchObject([{ textVersion: 'v1' }]);

    await change('PUT', path, { texts: texts('A') });
    const first = await noticesOf(service.id);
    expect(first).toMatchObject([{ title: 'Recorded A' }]);
    expect(await noticesOf(service.id, 'zh-CN')).toMatchObject([{ title: '录制 A', textVersion: first[0]?.textVersion }]);
    expect(await noticesOf(other.id)).toEqual(shared);

    await change('PUT', path, { texts: texts('B') });
    const second = await noticesOf(service.id);
    expect(second).toMatchObject([{ title: 'Recorded B' }]);
    expect(second[0]?.textVersion).not.toBe(first[0]?.textVersion);
    expect(second[0]?.textHash).not.toBe(first[0]?.textHash);
    const read = await counter.ask('GET', path, await counter.signIn('admin'));
    expect(read.body).toMatchObject({ own: true, notices: [{ title: '录制 B' }, { title: 'Recorded B' }] });

    expect((await change('PUT', path, { texts: null })).body).toMatchObject({ ownNotice: false });
    expect(await noticesOf(service.id)).toEqual(shared);
    // What customers were shown stays.
    expect(await counter.database.prisma.notice.count({ where: { serviceTypeId: service.id } })).toBe(4);
  });

  it('is accepted in the version in force: whoever has the one before is asked to read again', async () => {
    const service = await add();
    expect(await noticesOf(service.id)).toMatchObject([{ textVersion: 'v1' }]);
    await change('PUT', `/v1/service-types/${service.id}/notice`, { texts: texts('C') });
    expect(await noticesOf(service.id)).toMatchObject([{ title: 'Recorded C' }]);
  });
});

describe('skills', () => {
  it('are listed with the names they were given, or their own word', async () => {
    await add({ skill: 'mortgages' });
    expect((await list()).skills).toContainEqual({ skill: 'mortgages', name: { 'zh-CN': 'mortgages', en: 'mortgages' } });
    const name = { 'zh-CN': '按揭', en: 'Mortgages' };
    expect((await change('PUT', '/v1/skills/mortgages', { name })).body).toEqual({ skill: 'mortgages', name });
    const seen = await counter.ask('GET', '/v1/skills', await counter.signIn('agent'));
    expect(seen.body).toMatchObject({ skills: expect.arrayContaining([{ skill: 'mortgages', name }]) });
    expect(codeOf((await change('PUT', '/v1/skills/Not%20a%20word', { name })).body)).toBe('bad_request');
    expect(await audited('mortgages')).toEqual(['skill.named']);
  });
});

describe('a role that is no administrator', () => {
  it('reads and changes nothing of services', async () => {
    const service = await add();
    const asks = Object.entries(routes).filter(([name]) => /^(services\.|skills\.name$)/.test(name));
    expect(asks).toHaveLength(8);
    for (const role of StaffRole.options.filter((each) => each !== 'admin')) {
      const somebody = await counter.signIn(role);
      for (const [, { method, path }] of asks) {
        const at = path.replace(':serviceTypeId', service.id).replace(':skill', 'cards');
        const answer = await counter.ask(method, at, { ...somebody, ...(method === 'GET' ? {} : { body: {} }) });
        expect([answer.status, codeOf(answer.body)]).toEqual([403, 'forbidden']);
      }
    }
  });
});

describe('names of staff', () => {
  it('follow the language that the reader chose for themselves', async () => {
    const reader = await counter.signIn('agent');
    const colleague = await counter.signIn('agent');
    const { prisma } = counter.database;
    await prisma.staff.update({ where: { id: reader.staffId }, data: { displayName: '林静', displayNameEn: 'Lin Jing' } });
    await prisma.staff.update({ where: { id: colleague.staffId }, data: { displayName: '顾磊', displayNameEn: 'Gu Lei', status: 'idle' } });
    const speak = (language: string) => counter.ask('POST', '/v1/staff/language', { ...reader, body: { language } });
    expect((await speak('en')).body).toMatchObject({ displayName: 'Lin Jing', language: 'en' });
    expect((await counter.ask('GET', '/v1/staff/me', reader)).body).toMatchObject({ staff: { displayName: 'Lin Jing' } });
    expect((await speak('zh-CN')).body).toMatchObject({ displayName: '林静' });
    expect(codeOf((await speak('fr')).body)).toBe('bad_request');
  });
});
