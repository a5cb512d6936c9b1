import type { FlowPositionsView, FlowReplayView, FlowTraceView } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DesignerPage } from '../testing/designer-page.ts';
import { eventually } from '../testing/eventually.ts';
import { CustomerPage } from '../testing/page-client.ts';
import { testFlow } from '../testing/test-flows.ts';
import { type SignedIn, WholeCounter } from '../testing/whole-counter.ts';

const FLOW = 'seen';

let counter: WholeCounter;
let designer: DesignerPage;
let supervisor: SignedIn;
/** Sessions by what became of their run. */
const sessions = { accepted: '', refused: '', open: '' };

const edge = (node: string, port: string, to: string) => ({ from: { node, port }, to });
/** Where each answer to the notice leads; ends that nothing leads to are left out. */
const definition = (accepted: string, refused: string, more: readonly object[] = [], edges: readonly object[] = []) =>
  testFlow({
    key: FLOW,
    variables: [{ name: 'language', type: 'string', title: { 'zh-CN': '语言', en: 'Language' } }],
    nodes: [
      { id: 'notice', type: 'consent' },
      { id: 'done', type: 'end', config: { outcome: 'completed' } },
      ...(refused === 'no' ? [{ id: 'no', type: 'end', config: { outcome: 'refused' } }] : []),
      ...more,
    ],
    edges: [edge('notice', 'accepted', accepted), edge('notice', 'refused', refused), ...edges],
  });

beforeAll(async () => {
  counter = await WholeCounter.start();
  supervisor = await counter.signIn('supervisor');
  designer = new DesignerPage(counter, await counter.signIn('designer'), FLOW);
  const second = new DesignerPage(counter, await counter.signIn('designer'), FLOW);
  await designer.saveAndSubmit(definition('done', 'no'));
  await second.publish(1);
  await counter.database.prisma.serviceType.update({ where: { id: counter.bank.questions }, data: { flowKey: FLOW } });
  const decide = async (decision: 'accepted' | 'refused', isErased = false) => {
    const { cookie, sessionId } = await counter.enter();
    // Later the session has to be kept, and the database sees to it.
    if (isErased) await counter.database.prisma.personalValue.updateMany({ where: { sessionId }, data: { sealed: null } });
    const page = new CustomerPage({ url: counter.url, cookie });
    await page.request('consent.decide', { kind: 'recording', textVersion: 'v1', language: 'en', decision });
    page.close();
    return sessionId;
  };
  sessions.accepted = await decide('accepted');
  sessions.refused = await decide('refused');
  await decide('refused', true);
  sessions.open = (await counter.enter()).sessionId;
});
afterAll(() => counter.end());

describe('where sessions stand', () => {
  it('is shown on the version that they run: counts for each node, and which sessions', async () => {
    const { body } = await designer.ask('GET', '/versions/1/positions');
    const positions = body as unknown as FlowPositionsView;
    expect(positions).toMatchObject({ openRuns: 1, looked: 1, nodes: [{ path: 'notice', runs: 1 }] });
    expect(positions.runs).toMatchObject([{ sessionId: sessions.open, at: ['notice'], sessionNumber: expect.any(String) }]);
    expect((await designer.ask('GET', '/versions/9/positions')).status).toBe(404);
  });

  it('is shown for one session as the way that it took', async () => {
    const trace = async (sessionId: string) =>
      (await counter.ask('GET', `/v1/sessions/${sessionId}/flow-trace`, supervisor)).body as FlowTraceView;
    expect(await trace(sessions.open)).toMatchObject({
      flow: FLOW,
      version: 1,
      finished: false,
      outcome: null,
      at: ['notice'],
      path: [{ path: 'notice', visit: 1, leftAt: null, port: null }],
    });
    expect(await trace(sessions.refused)).toMatchObject({
      finished: true,
      outcome: 'refused',
      at: [],
      path: [{ path: 'notice', port: 'refused', leftAt: expect.any(Number) }, { path: 'no' }],
    });
  });
});

describe('past runs against a draft', () => {
  const replay = async (draft: object, version = 1) => {
    const asked = await designer.ask('POST', '/replays', { definition: draft, version });
    if (asked.status !== 200) return { asked, result: null };
    const { replayId } = (asked.body as unknown as { replay: FlowReplayView }).replay;
    const result = await eventually(async () => {
      const { body } = await designer.ask('GET', `/replays/${replayId}`);
      const { replay: found } = body as unknown as { replay: FlowReplayView };
      return found.status === 'running' ? null : found;
    }, 20_000);
    return { asked, result };
  };

  it('end the same where nothing is different; where values were erased nobody guesses', async () => {
    expect((await replay(definition('done', 'no'))).result).toMatchObject({
      status: 'done',
      total: 3,
      done: 3,
      same: 2,
      erased: 1,
      otherwise: [],
    });
  });

  it('are told that would have ended otherwise, and that would still wait', async () => {
    expect((await replay(definition('done', 'done'))).result).toMatchObject({
      same: 1,
      otherwise: [{ sessionId: sessions.refused, was: 'refused', now: 'completed', partedAt: 'done', waitingAt: [] }],
    });
    const longer = definition(
      'check',
      'no',
      [{ id: 'check', type: 'device-check' }],
      [edge('check', 'passed', 'done'), edge('check', 'failed', 'no')],
    );
    expect((await replay(longer)).result).toMatchObject({
      same: 1,
      otherwise: [{ sessionId: sessions.accepted, was: 'completed', now: null, partedAt: 'check', waitingAt: ['check'] }],
    });
  });

  it('are not run against a definition with problems, nor for a version that nobody knows', async () => {
    const broken = { ...definition('done', 'no'), edges: [] };
    expect(codeOf((await replay(broken)).asked)).toBe('bad_request');
    const other = new DesignerPage(counter, await counter.signIn('designer'), FLOW);
    expect(codeOf(await other.ask('POST', '/replays', { definition: definition('done', 'no'), version: 9 }))).toBe('not_found');
  });
});
