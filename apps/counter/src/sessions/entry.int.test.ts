import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieHash, cookieName } from '../http/cookies.ts';
import { TestPlane } from '../testing/test-plane.ts';

let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create();
});
afterAll(() => counter.close());

const VISITOR = {
  language: 'en' as const,
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
};

async function link() {
  const apiClientId = await counter.apiClient();
  return {
    apiClientId,
    ...(await counter.plane.opening.openForBank({
      serviceTypeId: counter.bank.loans,
      language: 'zh-CN',
      customer: { name: '王小明', phone: '13800001234' },
      apiClientId,
      reference: 'R1',
    })),
  };
}

describe('an entry link', () => {
  it('binds the first device that opens it, and shows the notice in its language', async () => {
    const { secret, sessionId } = await link();
    const entered = await counter.plane.entry.exchange(secret, VISITOR, null);
    expect(entered.sessionId).toBe(sessionId);
    expect(await counter.plane.devices.sessionOf(`other=1; ${cookieName('device', false)}=${entered.cookieValue}`)).toBe(sessionId);
    expect(await counter.types(sessionId)).toEqual(['session.opened', 'session.entered', 'session.language_chosen', 'notice.shown']);
    const [, device] = await counter.core.log.read(sessionId);
    expect(device?.payload).toEqual({ device: { browser: 'Safari 17', os: 'iOS 17', mobile: true } });
    expect(await counter.customer(sessionId, 'session.get', {})).toMatchObject({
      status: 'entered',
      language: 'en',
      number: expect.stringMatching(/^S-1122-\d{4}$/),
      notices: [{ kind: 'recording', language: 'en', textVersion: 'v1' }],
    });
  });

  it('is refused to a second device, and let through to the first when its page is loaded again', async () => {
    const { secret, sessionId } = await link();
    await counter.plane.entry.exchange(secret, VISITOR, null);
    await expect(counter.plane.entry.exchange(secret, VISITOR, null)).rejects.toMatchObject({ code: 'link_used' });
    await expect(counter.plane.entry.exchange(secret, VISITOR, newId('ses'))).rejects.toMatchObject({ code: 'link_used' });
    expect(await counter.plane.entry.exchange(secret, VISITOR, sessionId)).toEqual({ sessionId, cookieValue: null });
    expect(await counter.types(sessionId)).toHaveLength(4);
  });

  it('lets exactly one of many in who open it at the same time', async () => {
    const { secret, sessionId } = await link();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => counter.plane.entry.exchange(secret, VISITOR, null)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await counter.database.prisma.deviceBinding.count({ where: { sessionId } })).toBe(1);
  });

  it('is refused after its time, after the bank cancelled, and when nobody made it', async () => {
    const late = await link();
    counter.now += counter.core.settings.entryLinkLifetimeMs;
    await expect(counter.plane.entry.exchange(late.secret, VISITOR, null)).rejects.toMatchObject({ code: 'link_expired' });
    await counter.plane.sweeper.tick();
    expect(await counter.database.prisma.session.findUniqueOrThrow({ where: { id: late.sessionId } })).toMatchObject({
      status: 'abandoned',
      endReason: 'link_expired',
    });

    const cancelled = await link();
    await counter.plane.routes['sessions.cancel'](
      { params: { sessionId: cancelled.sessionId } } as never,
      { apiClientId: cancelled.apiClientId } as never,
    );
    await expect(counter.plane.entry.exchange(cancelled.secret, VISITOR, null)).rejects.toMatchObject({ code: 'link_expired' });
    await expect(counter.plane.entry.exchange('x'.repeat(43), VISITOR, null)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('leaves neither its secret nor the cookie nor a personal value in clear in the database', async () => {
    const { secret, sessionId } = await link();
    const { cookieValue } = await counter.plane.entry.exchange(secret, VISITOR, null);
    const tables = await Promise.all([
      counter.database.prisma.entryLink.findMany(),
      counter.database.prisma.deviceBinding.findMany(),
      counter.database.prisma.sessionEvent.findMany({ where: { sessionId } }),
      counter.database.prisma.session.findMany(),
      counter.database.prisma.personalValue.findMany({ select: { name: true, commitment: true } }),
    ]);
    const text = JSON.stringify(tables);
    for (const clear of [secret, cookieValue ?? '', '王小明', '13800001234']) expect(text).not.toContain(clear);
    expect(text).toContain(cookieHash(cookieValue ?? ''));
  });
});

describe('a session', () => {
  it('can be opened by an anonymous customer where the service allows it, and nowhere else', async () => {
    const { sessionId, cookieValue } = await counter.plane.entry.anonymous(counter.bank.questions, VISITOR);
    expect(cookieValue).not.toBeNull();
    expect((await counter.core.log.read(sessionId))[0]?.payload).toMatchObject({ openedBy: 'customer', customer: {} });
    await expect(counter.plane.entry.anonymous(counter.bank.loans, VISITOR)).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.plane.entry.anonymous(newId('svc'), VISITOR)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is its device’s for a day', async () => {
    const { cookieValue } = await counter.plane.entry.anonymous(counter.bank.questions, VISITOR);
    const header = `${cookieName('device', false)}=${cookieValue}`;
    expect(await counter.plane.devices.sessionOf(header)).not.toBeNull();
    expect(await counter.plane.devices.sessionOf(`${header}; ${header}`)).toBeNull();
    counter.now += counter.core.settings.deviceLifetimeMs;
    expect(await counter.plane.devices.sessionOf(header)).toBeNull();
  });

  it('is shown and cancelled only to the API key that opened it', async () => {
    const { sessionId, apiClientId } = await link();
    const stranger = { apiClientId: await counter.apiClient() } as never;
    const input = { params: { sessionId } } as never;
    await expect(counter.plane.routes['sessions.read'](input, stranger)).rejects.toMatchObject({ code: 'not_found' });
    await expect(counter.plane.routes['sessions.cancel'](input, stranger)).rejects.toMatchObject({ code: 'not_found' });
    expect(await counter.plane.routes['sessions.read'](input, { apiClientId } as never)).toMatchObject({
      status: 'opened',
      recording: null,
    });
    expect(await counter.plane.routes['sessions.cancel'](input, { apiClientId } as never)).toMatchObject({
      status: 'abandoned',
      endReason: 'bank_cancelled',
    });
  });

  it('is numbered by the bank’s day, from one again the next', async () => {
    const numbers: string[] = [];
    const day = counter.now;
    for (const at of [Date.UTC(2026, 11, 1, 15, 59), Date.UTC(2026, 11, 1, 15, 59, 30), Date.UTC(2026, 11, 1, 16, 0)]) {
      counter.now = at;
      const { sessionId } = await link();
      numbers.push((await counter.database.prisma.session.findUniqueOrThrow({ where: { id: sessionId } })).number);
    }
    counter.now = day;
    expect(numbers).toEqual(['S-1201-0001', 'S-1201-0002', 'S-1202-0001']);
  });
});

describe('notice and consent', () => {
  const decide = (version = 'v1', decision: 'accepted' | 'refused' = 'accepted') => ({
    kind: 'recording' as const,
    textVersion: version,
    language: 'zh-CN' as const,
    decision,
  });

  it('come before check, queue and call', async () => {
    const id = await counter.entered();
    const before = await counter.types(id);
    for (const [name, payload] of [
      ['check.start', { pageKey: 'k'.repeat(43) }],
      ['ticket.take', {}],
      ['call.join', { pageKey: 'k'.repeat(43) }],
    ] as const) {
      await expect(counter.customer(id, name, payload)).rejects.toMatchObject({ code: 'consent_required' });
    }
    const report = { camera: true, microphone: true, speaker: null, network: null };
    await expect(counter.customer(id, 'check.report', report)).rejects.toMatchObject({ code: 'consent_required' });
    expect(await counter.types(id)).toEqual(before);
    expect(counter.media.node.commands).toEqual([]);
  });

  it('are noted with version, language and hash of the text', async () => {
    const id = await counter.entered();
    const view = await counter.customer(id, 'consent.decide', decide());
    expect(view).toMatchObject({ status: 'ready', accepted: ['recording'] });
    const { textHash } = view.notices[0]!;
    expect((await counter.core.log.read(id)).findLast(({ type }) => type === 'consent.decided')).toMatchObject({
      actor: { kind: 'customer' },
      payload: { kind: 'recording', textVersion: 'v1', textHash, language: 'zh-CN', decision: 'accepted' },
    });
  });

  it('end the session for good when refused, with the bank’s other channels', async () => {
    const id = await counter.entered();
    const view = await counter.customer(id, 'consent.decide', decide('v1', 'refused'));
    expect(view).toMatchObject({
      status: 'refused',
      endReason: 'refused',
      accepted: [],
      otherChannels: [{ kind: 'branch' }, { kind: 'phone' }],
    });
    expect((await counter.types(id)).slice(-3)).toEqual(['consent.decided', 'channel.offered', 'session.ended']);
    await expect(counter.customer(id, 'consent.decide', decide())).rejects.toMatchObject({ code: 'wrong_state' });
    await expect(counter.customer(id, 'ticket.take', {})).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it('are not taken for another version than the one in force', async () => {
    const id = await counter.entered();
    await expect(counter.customer(id, 'consent.decide', decide('v0'))).rejects.toMatchObject({ code: 'notice_outdated' });
    expect(await counter.customer(id, 'session.get', {})).toMatchObject({ status: 'entered' });
  });

  it('change nothing when the same decision is sent again', async () => {
    const id = await counter.entered();
    await counter.customer(id, 'consent.decide', decide());
    const before = await counter.types(id);
    expect(await counter.customer(id, 'consent.decide', decide())).toMatchObject({ status: 'ready' });
    expect(await counter.types(id)).toEqual(before);
    await expect(counter.customer(id, 'consent.decide', decide('v1', 'refused'))).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it('are shown again when the customer changes the language before deciding', async () => {
    const id = await counter.entered();
    await counter.customer(id, 'session.chooseLanguage', { language: 'en' });
    expect((await counter.types(id)).slice(-2)).toEqual(['session.language_chosen', 'notice.shown']);
    await counter.customer(id, 'consent.decide', { ...decide(), language: 'en' });
    await counter.customer(id, 'session.chooseLanguage', { language: 'zh-CN' });
    expect((await counter.types(id)).at(-1)).toBe('session.language_chosen');
  });
});
