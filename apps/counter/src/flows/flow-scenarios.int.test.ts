import { type FlowHistoryEntry, type FlowRolloutFigures, type FlowScenarioView, type FlowVersionFigures, newId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { endingFlow, noticeFlow } from '../testing/test-flows.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

let counter: WholeCounter;
let author: SignedIn;
let second: SignedIn;
let page: DesignerPage;
let looker: DesignerPage;
let flow = 'told-0';
let flows = 0;

beforeAll(async () => {
  counter = await WholeCounter.start();
});
afterAll(() => counter.end());
beforeEach(async () => {
  flows += 1;
  flow = `told-${flows}`;
  author = await counter.signIn('designer');
  second = await counter.signIn('designer');
  page = new DesignerPage(counter, author, flow);
  looker = new DesignerPage(counter, second, flow);
});

const definition = (refused: 'no' | 'done') => noticeFlow(flow, { refused });
const refuses = {
  formatVersion: 1,
  nodes: { notice: [[{ signal: 'consent.decided', payload: { kind: 'recording', decision: 'refused' } }]] },
  expect: { outcome: 'refused' },
};
const saveScenario = (by: DesignerPage, title: string, scenario: object, scenarioId = newId('scn')) =>
  by.ask('PUT', `/scenarios/${scenarioId}`, { title, scenario, page: by.page });
const scenarios = async () => (await page.ask('GET', '/scenarios')).body as unknown as { scenarios: FlowScenarioView[] };

describe('a saved scenario', () => {
  it('keeps a flow that no longer does what it says from review, by its name', async () => {
    await page.lock();
    await page.save(definition('no'));
    expect(codeOf(await saveScenario(page, '客户不同意', refuses))).toBe(200);
    expect((await page.submit(1)).body.version.status).toBe('in_review');
    expect((await looker.publish(1)).body.version.status).toBe('published');

    await page.lock();
    await page.save(definition('done'));
    expect((await page.submit(2)).body).toMatchObject({
      code: 'scenario_failed',
      issues: [{ path: '客户不同意', message: 'outcome' }],
    });
    const { scenarios: saved } = await scenarios();
    await page.ask('DELETE', `/scenarios/${saved[0]?.scenarioId}?page=${page.page}`);
    expect((await scenarios()).scenarios).toEqual([]);
    expect((await page.submit(2)).body.version.status).toBe('in_review');
  });

  it('that comes while a version is looked at keeps it from being published', async () => {
    await page.saveAndSubmit(definition('done'));
    await looker.lock();
    await saveScenario(looker, 'refused is refused', refuses);
    expect(codeOf(await looker.publish(1))).toBe('scenario_failed');
    expect((await looker.ask('POST', '/versions/1/send-back', { reason: 'refused is not completed' })).body.version.status).toBe('draft');
  });

  it('is saved by the page that edits, is a scenario, and belongs to one flow', async () => {
    await page.lock();
    await page.save(definition('no'));
    expect(codeOf(await saveScenario(looker, 'from beside', refuses))).toBe('flow_locked');
    const broken = await saveScenario(page, 'broken', { ...refuses, nodes: { notice: [[{ fly: true }]] } });
    expect(broken.body).toMatchObject({ code: 'bad_request', issues: [{ path: 'nodes.notice.0.0' }] });
    const scenarioId = newId('scn');
    await saveScenario(page, 'first', refuses, scenarioId);
    await saveScenario(page, 'second', refuses, scenarioId);
    expect((await scenarios()).scenarios).toMatchObject([{ scenarioId, title: 'second', changedBy: { staffId: author.staffId } }]);
    const other = new DesignerPage(counter, author, `${flow}-other`);
    await other.lock();
    expect(codeOf(await saveScenario(other, 'stolen', refuses, scenarioId))).toBe('not_found');
  });
});

describe('the history of a flow', () => {
  it('says who did what to which version, when and why, page by page, and of nothing else', async () => {
    await page.saveAndSubmit(definition('no'));
    await looker.ask('POST', '/versions/1/send-back', { reason: 'say it shorter' });
    await page.saveAndSubmit(definition('done'));
    await looker.publish(1);
    const admin = await counter.signIn('admin');
    await counter.ask('PUT', `/v1/service-types/${counter.bank.questions}/flow`, { ...admin, body: { flow } });
    const read = async (query: string) => {
      const { body } = await looker.ask('GET', `/history${query}`);
      return body as unknown as { entries: FlowHistoryEntry[]; next: number | null };
    };
    const { entries, next } = await read('');
    expect(next).toBeNull();
    expect(entries.map(({ action, version, by, reason }) => [action, version, by?.staffId, reason])).toEqual([
      ['flow.bound', null, admin.staffId, null],
      ['flow.published', 1, second.staffId, 'looked at it'],
      ['flow.submitted', 1, author.staffId, null],
      ['flow.sent_back', 1, second.staffId, 'say it shorter'],
      ['flow.submitted', 1, author.staffId, null],
      ['flow.drafted', 1, author.staffId, null],
    ]);
    const first = await read('?limit=4');
    const rest = await read(`?limit=4&before=${first.next}`);
    expect([...first.entries, ...rest.entries]).toEqual(entries);
  });
});

describe('the figures of a flow', () => {
  it('count runs and outcomes of each version, and of both sides of a rollout', async () => {
    await page.saveAndSubmit(endingFlow(flow, 'completed'));
    await looker.publish(1);
    await counter.database.prisma.serviceType.update({ where: { id: counter.bank.questions }, data: { flowKey: flow } });
    await counter.enter();
    await page.saveAndSubmit(endingFlow(flow, 'refused'));
    await looker.publish(2, { percent: 100, guard: { failedOutcomes: ['refused'], minFinished: 99, maxFailedPercent: 5 } });
    await counter.enter();
    const { body } = await looker.ask('GET', '/figures');
    const figures = body as unknown as { versions: FlowVersionFigures[]; rollouts: FlowRolloutFigures[] };
    expect(figures.versions).toEqual([
      { version: 2, open: 0, outcomes: [{ outcome: 'refused', runs: 1 }] },
      { version: 1, open: 0, outcomes: [{ outcome: 'completed', runs: 1 }] },
    ]);
    expect(figures.rollouts).toMatchObject([
      { version: 2, onVersion: { open: 0, finished: 1, failed: 1 }, onBase: { open: 0, finished: 0, failed: 0 } },
    ]);
    expect((await new DesignerPage(counter, second, 'nowhere').ask('GET', '/figures')).status).toBe(404);
  });
});
