import type { FlowProblemView, FlowProofView, FlowVersionView } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { installFlow, noticeFlow, testFlow } from '../testing/test-flows.ts';

let counter: WholeCounter;
let author: SignedIn;
let second: SignedIn;
let admin: SignedIn;

beforeAll(async () => {
  counter = await WholeCounter.start();
  author = await counter.signIn('designer');
  second = await counter.signIn('designer');
  admin = await counter.signIn('admin');
});
afterAll(() => counter.end());

const definition = noticeFlow('mine', { refused: 'done' });

const ask = async (who: SignedIn, method: string, path: string, body: unknown = {}) => {
  const answer = await counter.ask(method, path, { ...who, ...(method === 'GET' ? {} : { body }) });
  return { status: answer.status, body: answer.body as { version: FlowVersionView; problems: FlowProblemView[]; code?: string } };
};

describe('a flow', () => {
  it('says what is wrong with it, by node, and is refused where it is hostile', async () => {
    const broken = { ...definition, edges: definition.edges.slice(1) };
    const { body } = await ask(author, 'POST', '/v1/flows/validate', { definition: broken });
    expect(body.problems).toMatchObject([{ nodeId: 'notice', message: { en: expect.any(String), 'zh-CN': expect.any(String) } }]);
    const page = new DesignerPage(counter, author, 'mine');
    expect(codeOf(await page.save(broken))).toBe('flow_locked');
    await page.lock();
    const draft = await page.save(broken);
    expect(draft.body).toMatchObject({ version: { version: 1, status: 'draft' }, problems: [{ nodeId: 'notice' }] });
    expect(codeOf(await page.submit(1))).toBe('bad_request');
    const hostile = { ...definition, nodes: [{ id: 'constructor', type: 'end', config: {} }] };
    expect(codeOf(await page.save(hostile))).toBe('bad_request');
    expect(codeOf(await page.save({ ...definition, key: 'another' }))).toBe('bad_request');
  });

  it('is put in force by a second person, runs then, and gives way to the one before it when it is retired', async () => {
    const page = new DesignerPage(counter, author, 'mine');
    await page.lock(true);
    expect((await page.save(definition)).body).toMatchObject({ version: { version: 1, status: 'validated' }, problems: [] });
    const looker = new DesignerPage(counter, second, 'mine');
    expect(codeOf(await looker.publish(1))).toBe('wrong_state');
    expect((await page.submit(1)).body.version.status).toBe('in_review');
    expect(codeOf(await page.publish(1))).toBe('second_person');
    const binding = `/v1/service-types/${counter.bank.questions}/flow`;
    expect(codeOf(await ask(admin, 'PUT', binding, { flow: 'mine' }))).toBe('wrong_state');
    expect((await looker.publish(1)).body.version).toMatchObject({
      status: 'published',
      inForce: true,
      authorId: author.staffId,
      approverId: second.staffId,
    });
    expect(codeOf(await ask(author, 'PUT', binding, { flow: 'mine' }))).toBe('forbidden');
    expect((await ask(admin, 'PUT', binding, { flow: 'mine' })).status).toBe(200);
    expect(codeOf(await ask(second, 'POST', '/v1/flows/mine/versions/1/retire', { reason: 'not needed' }))).toBe('wrong_state');

    await page.saveAndSubmit({ ...definition, title: { 'zh-CN': '第二版', en: 'Second' } });
    await looker.publish(2);
    await counter.enter();
    const read = await counter.ask('GET', '/v1/flows/mine/versions/2', author);
    expect(read.body).toMatchObject({ version: { inForce: true, openRuns: 1, title: { en: 'Second' } }, definition: { key: 'mine' } });
    await ask(second, 'POST', '/v1/flows/mine/versions/2/retire', { reason: 'not needed' });
    const { flows } = (await counter.ask('GET', '/v1/flows', admin)).body as {
      flows: { key: string; versions: FlowVersionView[]; serviceTypeIds: string[] }[];
    };
    const mine = flows.find(({ key }) => key === 'mine');
    expect(mine?.versions.map(({ version, status, inForce }) => `${version} ${status} ${inForce}`)).toEqual([
      '2 retired false',
      '1 published true',
    ]);
    expect(mine?.serviceTypeIds).toEqual([counter.bank.questions]);
  });

  it('that the bank has made its own of is not replaced by what a new release brings', async () => {
    const versions = () => counter.database.prisma.flowVersion.count({ where: { key: 'mine' } });
    const before = await versions();
    await installFlow(counter.database, { ...definition, title: { 'zh-CN': '新版', en: 'Of the release' } });
    expect(await versions()).toBe(before);
  });

  it('is refused where a rule breaks on one of its paths: with the rules, the paths and what would mend them, in both languages', async () => {
    const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
    const against = testFlow({
      key: 'against-consent',
      nodes: [
        { id: 'notice', type: 'consent' },
        { id: 'join', type: 'connect' },
        { id: 'done', type: 'end', config: { outcome: 'completed' } },
      ],
      edges: [edge('notice', 'accepted', 'join'), edge('notice', 'refused', 'join'), edge('join', 'connected', 'done')],
    });
    const { body } = await counter.ask('POST', '/v1/flows/prove', { ...author, body: { definition: against } });
    const { proof } = body as { proof: FlowProofView };
    expect(proof.proved).toBe(false);
    expect(proof.rules.find(({ ruleId }) => ruleId === 'own-consent')).toMatchObject({
      outcome: 'violated',
      binding: true,
      path: [{ node: 'notice' }, { node: 'join', edge: { from: 'notice', port: 'refused', to: 'join' } }],
      reason: { 'zh-CN': expect.stringContaining('没有取得同意'), en: expect.stringContaining('without consent') },
      mend: { 'zh-CN': expect.stringContaining('授权同意'), en: expect.stringContaining('Put a consent') },
    });

    const page = new DesignerPage(counter, author, 'against-consent');
    await page.lock();
    expect((await page.save(against)).body.problems).toEqual([]);
    const refused = await page.submit(1);
    expect(refused).toMatchObject({ status: 409, body: { code: 'flow_unproved', issues: [{ path: 'join', message: 'own-consent' }] } });
    // A rule that came into force only after it was submitted counts as well.
    const { prisma } = counter.database;
    const where = { key_version: { key: 'against-consent', version: 1 } };
    await prisma.flowVersion.update({ where, data: { status: 'in_review' } });
    expect(codeOf(await new DesignerPage(counter, second, 'against-consent').publish(1))).toBe('flow_unproved');
    expect(await prisma.flowVersion.findUnique({ where })).toMatchObject({ status: 'in_review', publishedAt: null });
  });
});
