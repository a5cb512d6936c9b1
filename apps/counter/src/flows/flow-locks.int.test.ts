import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { noticeFlow } from '../testing/test-flows.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let chen: SignedIn;
let li: SignedIn;
let flow = 'drawn-0';
let count = 0;

beforeAll(async () => {
  counter = await WholeCounter.start();
});
afterAll(() => counter.end());
beforeEach(async () => {
  count += 1;
  flow = `drawn-${count}`;
  // Logins of their own, with rates of their own.
  chen = await counter.signIn('designer');
  li = await counter.signIn('designer');
});

const page = (who: SignedIn) => new DesignerPage(counter, who, flow);
const definition = (title: string) => noticeFlow(flow, { title });
const titles = async () => {
  const rows = await counter.database.prisma.flowVersion.findMany({ where: { key: flow }, orderBy: { version: 'asc' } });
  return rows.map((row) => (row.definition as { title: { en: string } }).title.en);
};
/** The lease of a page that is gone runs out. */
const letLapse = () => counter.database.prisma.flowLock.update({ where: { key: flow }, data: { leasedUntil: new Date(Date.now() - 1) } });

describe('a flow that two people want to edit', () => {
  it('is edited by one, and the other sees by whom, asks for it, and gets it', async () => {
    const [hers, his] = [page(chen), page(li)];
    await hers.lock();
    await hers.save(definition('hers'));
    expect(codeOf(await his.lock())).toBe('flow_locked');
    expect(codeOf(await his.lock(true))).toBe('flow_locked');
    expect(await his.presence()).toMatchObject({
      lock: { holder: { staffId: chen.staffId, name: expect.stringContaining('Person') }, page: hers.page, askedBy: null },
      latest: { version: 1, status: 'validated', hash: hers.hash, changedBy: { staffId: chen.staffId } },
    });
    await his.ask('POST', '/lock/ask');
    expect((await hers.presence()).lock?.askedBy).toMatchObject({ staffId: li.staffId });
    await hers.unlock(true);
    expect((await his.presence()).lock).toMatchObject({ holder: { staffId: li.staffId }, page: null, askedBy: null });
    expect(codeOf(await hers.save(definition('too late')))).toBe('flow_locked');
    await his.lock();
    await his.save(definition('his'));
    expect(await titles()).toEqual(['his']);
  });

  it('is free again once the page of whoever edited it is gone for a minute, and nothing they saved is lost', async () => {
    const [crashed, his] = [page(chen), page(li)];
    await crashed.lock();
    await crashed.save(definition('saved before the crash'));
    await letLapse();
    expect((await his.presence()).lock).toBeNull();
    await his.lock();
    expect(his.hash).toBe(crashed.hash);
    // The page comes back from wherever it was, and does not overwrite what it has not seen.
    expect(codeOf(await crashed.save(definition('from the grave')))).toBe('flow_locked');
    await his.save(definition('his'));
    await his.unlock();
    await crashed.ask('POST', '/lock', { page: crashed.page });
    expect(codeOf(await crashed.save(definition('from the grave')))).toBe('draft_changed');
    expect(await titles()).toEqual(['his']);
  });

  it('is edited in one window of a person, and taken over by another only when they say so', async () => {
    const [first, second] = [page(chen), page(chen)];
    await first.lock();
    expect(codeOf(await second.lock())).toBe('flow_locked');
    expect((await second.lock(true)).body.lock?.page).toBe(second.page);
    expect(codeOf(await first.save(definition('first')))).toBe('flow_locked');
    // Closing the window that no longer edits leaves the other one its lock.
    await first.unlock();
    expect((await second.presence()).lock?.page).toBe(second.page);
  });

  it('is kept as long as the page renews it or saves', async () => {
    const hers = page(chen);
    await hers.lock();
    const soon = new Date(Date.now() + 1_000);
    await counter.database.prisma.flowLock.update({ where: { key: flow }, data: { leasedUntil: soon } });
    await hers.save(definition('hers'));
    const { lock } = await hers.presence();
    expect(lock?.leasedUntil).toBeGreaterThan(soon.getTime() + 30_000);
    expect((await hers.lock()).body.lock?.since).toBe(lock?.since);
  });

  it('is not overwritten by pages that save at the same moment from the same state', async () => {
    const hers = page(chen);
    await hers.lock();
    await hers.save(definition('base'));
    const base = hers.hash;
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((title) => hers.ask('PUT', '/draft', { definition: definition(title), baseHash: base, page: hers.page })),
    );
    const saved = answers.filter(({ status }) => status === 200);
    expect(saved).toHaveLength(1);
    expect(answers.map(codeOf).filter((code) => code === 'draft_changed')).toHaveLength(3);
    expect((await hers.presence()).latest?.hash).toBe(saved[0]?.body.version.hash);
  });

  it('takes a save again whose answer was lost', async () => {
    const hers = page(chen);
    await hers.lock();
    const body = { definition: definition('once'), baseHash: null, page: hers.page };
    const [first, again] = [await hers.ask('PUT', '/draft', body), await hers.ask('PUT', '/draft', body)];
    expect(again.body.version).toEqual(first.body.version);
  });
});

describe('a draft', () => {
  it('goes into review as it was looked at, stays as it is there, and comes back with what is to be changed', async () => {
    const [hers, his] = [page(chen), page(li)];
    await hers.lock();
    await hers.save(definition('first'));
    const seen = hers.hash;
    await hers.save(definition('second'));
    expect(codeOf(await hers.ask('POST', '/versions/1/submit', { hash: seen }))).toBe('draft_changed');
    expect(codeOf(await his.ask('POST', '/versions/1/submit', { hash: hers.hash }))).toBe('flow_locked');
    expect((await hers.submit(1)).body.version.status).toBe('in_review');
    expect((await hers.presence()).lock).toBeNull();
    await hers.lock();
    expect(codeOf(await hers.save(definition('behind the back of whoever looks')))).toBe('wrong_state');
    const reason = 'the notice comes too late';
    expect(codeOf(await his.ask('POST', '/versions/1/send-back', { reason: ' ' }))).toBe('bad_request');
    expect((await his.ask('POST', '/versions/1/send-back', { reason })).body.version.status).toBe('draft');
    const noted = await counter.database.prisma.auditEvent.findFirst({ where: { object: `${flow}@1`, action: 'flow.sent_back' } });
    expect(noted).toMatchObject({ staffId: li.staffId, detail: { hash: hers.hash, reason } });
    expect((await hers.save(definition('mended'))).body.version).toMatchObject({ version: 1, status: 'validated' });
  });

  it('is approved by nobody who wrote any of it, whoever wrote last', async () => {
    const [hers, his] = [page(chen), page(li)];
    await hers.lock();
    await hers.save(definition('almost all'));
    await hers.unlock();
    expect(await his.saveAndSubmit(definition('the last word'))).toBe(1);
    for (const author of [hers, his]) expect(codeOf(await author.publish(1))).toBe('second_person');
    const third = new DesignerPage(counter, await counter.signIn('designer'), flow);
    expect((await third.publish(1)).body.version.status).toBe('published');
  });

  it('that saves itself every few seconds fills the audit log with one entry', async () => {
    const hers = page(chen);
    await hers.lock();
    for (const title of ['a', 'b', 'c']) await hers.save(definition(title));
    expect(await counter.database.prisma.auditEvent.count({ where: { object: `${flow}@1`, action: 'flow.drafted' } })).toBe(1);
  });
});
