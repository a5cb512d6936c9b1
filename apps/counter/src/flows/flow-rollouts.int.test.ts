import type { FlowRolloutId, FlowRolloutView, FlowVersionView, SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { eventually } from '../testing/eventually.ts';
import { endingFlow, noticeFlow } from '../testing/test-flows.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';
import { shareOf } from './rollout-choice.ts';

let counter: WholeCounter;
let author: SignedIn;
let second: SignedIn;
let bank: string;
let flow = 'rolled-0';
let flows = 0;
let visitors = 0;

beforeAll(async () => {
  counter = await WholeCounter.start({ TRUSTED_PROXIES: '127.0.0.1/32' });
  bank = await counter.addApiClient();
});
afterAll(() => counter.end());
beforeEach(async () => {
  flows += 1;
  flow = `rolled-${flows}`;
  author = await counter.signIn('designer');
  second = await counter.signIn('designer');
});

const waiting = (title: string) => noticeFlow(flow, { title });
const overAtOnce = (outcome: string) => endingFlow(flow, outcome);

/** Two versions, of which the second one is published as the plan says. The service `questions` runs the flow. */
async function twoVersions(definitions: readonly [object, object], plan: object) {
  const [page, looker] = [new DesignerPage(counter, author, flow), new DesignerPage(counter, second, flow)];
  await page.saveAndSubmit(definitions[0]);
  await looker.publish(1);
  await counter.database.prisma.serviceType.update({ where: { id: counter.bank.questions }, data: { flowKey: flow } });
  await page.saveAndSubmit(definitions[1]);
  const published = await looker.publish(2, { percent: 100, guard: null, ...plan });
  const rollout = published.body.rollout as FlowRolloutView;
  const change = (method: string, path: string, body: object) =>
    looker.ask(method, path, { rolloutId: rollout.rolloutId, reason: 'because', ...body });
  return { page, looker, published, rollout, change };
}

/** A customer comes in, from an address of their own. @returns the session and the version that its run is pinned to */
async function enter(branch?: string): Promise<{ readonly sessionId: SessionId; readonly version: number }> {
  visitors += 1;
  const opened = await counter.ask('POST', '/v1/sessions', {
    apiKey: bank,
    body: { serviceTypeId: counter.bank.questions, ...(branch === undefined ? {} : { branch }) },
  });
  const { sessionId, entryUrl } = opened.body as { sessionId: SessionId; entryUrl: string };
  const headers = { 'x-forwarded-for': `10.${visitors >> 8}.${visitors & 255}.1` };
  const secret = new URL(entryUrl).hash.slice(3);
  const entered = await counter.ask('POST', '/v1/entry/exchange', { body: { secret, language: 'en' }, headers });
  expect(entered.status).toBe(200);
  const { version } = await counter.database.prisma.flowRun.findUniqueOrThrow({ where: { sessionId } });
  return { sessionId, version };
}
const versions = async (count: number, branch?: string) => {
  const entered: number[] = [];
  for (let index = 0; index < count; index++) entered.push((await enter(branch)).version);
  return entered;
};
const statusOf = (version: number) =>
  counter.database.prisma.flowVersion.findUniqueOrThrow({ where: { key_version: { key: flow, version } }, select: { status: true } });
const startedEvent = async (sessionId: SessionId) => {
  const row = await counter.database.prisma.sessionEvent.findFirstOrThrow({ where: { sessionId, type: 'flow.started' } });
  return row.payload as { version: number; rollout?: { rolloutId: FlowRolloutId; taken: boolean; percent: number; share: number } };
};

describe('a version that is rolled out', () => {
  it('goes to the sessions that its percentage takes, as the log states and anybody can compute', async () => {
    const { rollout } = await twoVersions([waiting('first'), waiting('second')], { percent: 50 });
    expect(rollout).toMatchObject({ version: 2, baseVersion: 1, status: 'running', startedBy: { staffId: second.staffId } });
    for (let index = 0; index < 6; index++) {
      const { sessionId, version } = await enter();
      const share = shareOf(rollout.rolloutId, sessionId);
      expect(version).toBe(share < 5_000 ? 2 : 1);
      expect(await startedEvent(sessionId)).toMatchObject({
        version,
        rollout: { rolloutId: rollout.rolloutId, taken: version === 2, percent: 50, share },
      });
    }
  });

  it('goes to the branches that it names, and to nobody whose branch is not known', async () => {
    await twoVersions([waiting('first'), waiting('second')], { scope: { branches: ['0101'] } });
    expect(await versions(2, '0101')).toEqual([2, 2]);
    expect(await versions(2, '0202')).toEqual([1, 1]);
    expect(await versions(2)).toEqual([1, 1]);
  });

  it('goes to the skills and services that it names', async () => {
    const { change } = await twoVersions([waiting('first'), waiting('second')], { scope: { skills: ['loans'] } });
    expect(await versions(1)).toEqual([1]);
    await change('PUT', '/rollout', { plan: { percent: 100, guard: null, scope: { skills: ['questions', 'loans'] } } });
    expect(await versions(1)).toEqual([2]);
    await change('PUT', '/rollout', { plan: { percent: 100, guard: null, scope: { serviceTypeIds: [counter.bank.loans] } } });
    expect(await versions(1)).toEqual([1]);
  });

  it('comes to all in the end; the next one is published then, and not before', async () => {
    const { page, looker, change } = await twoVersions([waiting('first'), waiting('second')], { percent: 0 });
    expect(await versions(2)).toEqual([1, 1]);
    await change('PUT', '/rollout', { plan: { percent: 100, guard: null } });
    expect(await versions(2)).toEqual([2, 2]);
    await page.saveAndSubmit(waiting('third'));
    expect(codeOf(await looker.publish(3))).toBe('wrong_state');
    expect(codeOf(await looker.ask('POST', '/versions/1/retire', { reason: 'it is what the others run' }))).toBe('wrong_state');
    expect((await change('POST', '/rollout/complete', {})).body.rollout?.status).toBe('completed');
    expect(codeOf(await change('POST', '/rollout/complete', {}))).toBe('wrong_state');
    const entered = await enter();
    expect(entered.version).toBe(2);
    expect((await startedEvent(entered.sessionId)).rollout).toBeUndefined();
    expect((await looker.publish(3)).body.version).toMatchObject({ status: 'published', inForce: true });
  });

  it('is rolled back by one click: new sessions run the one before, those under way stay on theirs', async () => {
    const { change, looker } = await twoVersions([waiting('first'), waiting('second')], {});
    const underWay = await enter();
    expect(underWay.version).toBe(2);
    expect(codeOf(await looker.ask('POST', '/versions/1/roll-back', { reason: 'the wrong one' }))).toBe('wrong_state');
    const back = await looker.ask('POST', '/versions/2/roll-back', { reason: 'customers are puzzled' });
    expect(back.body.version).toMatchObject({ version: 2, status: 'retired', inForce: false, openRuns: 1 });
    expect((await enter()).version).toBe(1);
    expect(codeOf(await change('PUT', '/rollout', { plan: { percent: 5, guard: null } }))).toBe('wrong_state');
    expect(codeOf(await looker.ask('POST', '/versions/1/roll-back', { reason: 'nothing is before it' }))).toBe('wrong_state');
    const noted = await counter.database.prisma.auditEvent.findFirst({ where: { object: `${flow}@2`, action: 'flow.rolled_back' } });
    expect(noted).toMatchObject({ staffId: second.staffId, detail: { automatic: false, reason: 'customers are puzzled' } });
    const run = await counter.database.prisma.flowRun.findUniqueOrThrow({ where: { sessionId: underWay.sessionId } });
    expect(run).toMatchObject({ version: 2, status: 'running' });
  });

  it('is rolled back by itself when too many of enough runs failed, and then runs no further', async () => {
    const guard = { failedOutcomes: ['not_possible'], minFinished: 4, maxFailedPercent: 50 };
    const { rollout } = await twoVersions([overAtOnce('completed'), overAtOnce('not_possible')], { guard });
    expect(await versions(3)).toEqual([2, 2, 2]);
    expect(await statusOf(2)).toEqual({ status: 'published' });
    expect((await enter()).version).toBe(2);
    await eventually(async () => (await statusOf(2)).status === 'retired');
    expect(await versions(2)).toEqual([1, 1]);
    const row = await counter.database.prisma.flowRollout.findUnique({ where: { id: rollout.rolloutId } });
    expect(row).toMatchObject({ status: 'rolled_back', automatic: true, endedById: null });
    const noted = await counter.database.prisma.auditEvent.findFirst({ where: { object: `${flow}@2`, action: 'flow.rolled_back' } });
    expect(noted).toMatchObject({
      staffId: null,
      detail: { automatic: true, finished: 4, failed: 4, minFinished: 4, maxFailedPercent: 50 },
    });
  });

  it('stays while what ends is no failure, and goes when its guard is set to what has happened already', async () => {
    const guard = { failedOutcomes: ['failed'], minFinished: 2, maxFailedPercent: 10 };
    const { change } = await twoVersions([overAtOnce('completed'), overAtOnce('refused')], { guard });
    await versions(3);
    await eventually(async () => (await waitingJobs()) === 0);
    expect(await statusOf(2)).toEqual({ status: 'published' });
    const plan = { percent: 100, guard: { ...guard, failedOutcomes: ['refused'] } };
    expect((await change('PUT', '/rollout', { plan })).body.rollout).toMatchObject({
      status: 'rolled_back',
      automatic: true,
      endedBy: null,
    });
    expect((await enter()).version).toBe(1);
  });
});

/** Jobs that have still to judge a rollout. */
const waitingJobs = async (): Promise<number> => {
  const [row] = await counter.database.prisma.$queryRaw<{ count: bigint }[]>`
    select count(*) as count from pgboss.job where name = 'flow.judge' and state in ('created', 'retry', 'active')`;
  return Number(row?.count);
};

describe('what nobody can roll out', () => {
  it("is a flow's first version, another one than was looked at, and a plan that says nothing", async () => {
    const [page, looker] = [new DesignerPage(counter, author, flow), new DesignerPage(counter, second, flow)];
    await page.saveAndSubmit(waiting('first'));
    const refused = await looker.publish(1, { percent: 50, guard: null });
    expect(refused).toMatchObject({ status: 400, body: { issues: [{ path: 'rollout', message: 'no_version_before' }] } });
    const body = { hash: '0'.repeat(64), reason: 'looked at it', rollout: null };
    expect(codeOf(await looker.ask('POST', '/versions/1/publish', body))).toBe('draft_changed');
    for (const plan of [{ percent: 101, guard: null }, { percent: 5 }, { percent: 5, guard: { failedOutcomes: [], minFinished: 1 } }]) {
      expect(codeOf(await looker.publish(1, plan))).toBe('bad_request');
    }
    expect((await counter.ask('GET', '/v1/flows', author)).body).toMatchObject({
      flows: expect.arrayContaining([expect.objectContaining({ key: flow, rollout: null, editedBy: null })]),
    });
  });

  it('shows in the list while it runs', async () => {
    const { rollout } = await twoVersions([waiting('first'), waiting('second')], { percent: 20 });
    const { flows: all } = (await counter.ask('GET', '/v1/flows', author)).body as {
      flows: { key: string; rollout: FlowRolloutView | null; versions: FlowVersionView[] }[];
    };
    const shown = all.find(({ key }) => key === flow);
    expect(shown?.rollout).toEqual(rollout);
    expect(shown?.versions.map(({ version, status, inForce }) => `${version} ${status} ${inForce}`)).toEqual([
      '2 published false',
      '1 published true',
    ]);
  });
});
