import { AppError, type FlowView, type SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { verifyRun } from './verify-run.ts';

let counter: TestPlane;

const TALK = { id: 'talk', type: 'conversation', config: { needs: [] }, port: 'done' };

beforeAll(async () => {
  counter = await TestPlane.create();
  await bindFlow(counter.database, counter.bank.loans, callFlow('talking', [TALK]));
});
afterAll(() => counter.close());
beforeEach(async () => {
  await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
});

const codeOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => AppError.from(error).code,
  );

async function flowOf(sessionId: SessionId): Promise<FlowView> {
  const { flow } = await counter.customer(sessionId, 'session.get', {});
  if (flow === null) throw new Error('No flow');
  return flow;
}

const currentOf = async (sessionId: SessionId): Promise<string[]> => (await flowOf(sessionId)).current.map(({ nodeId }) => nodeId);

describe('a session with a flow', () => {
  it('goes from the notice to the end as the flow says, seen by both sides', async () => {
    const id = await counter.entered();
    expect(await currentOf(id)).toEqual(['notice']);
    await counter.customer(id, 'consent.decide', {
      kind: 'recording',
      textVersion: counter.bank.noticeVersion,
      language: 'zh-CN',
      decision: 'accepted',
    });
    expect(await currentOf(id)).toEqual(['check']);
    await counter.customer(id, 'ticket.take', {});
    expect(await currentOf(id)).toEqual(['line']);

    const agent = await counter.agent();
    await counter.plane.sweeper.tick();
    const { offer } = await counter.staff(agent, 'desk.get', {});
    await counter.staff(agent, 'offer.accept', { offerId: offer?.offerId as never });
    const desk = await counter.staff(agent, 'desk.get', {});
    const talk = desk.workbench?.flow?.current[0];
    expect(talk).toMatchObject({ nodeId: 'talk', mayAct: true, actions: ['finish'] });
    expect((await flowOf(id)).current[0]).toMatchObject({ nodeId: 'talk', mayAct: false, actions: [] });

    const { flow } = await counter.staff(agent, 'step.act', {
      sessionId: id,
      nodeRunId: talk?.nodeRunId ?? '',
      action: 'finish',
      input: null,
    });
    expect(flow).toMatchObject({ outcome: 'completed', current: [] });
    const types = await counter.allTypes(id);
    expect(types.filter((type) => type.startsWith('flow.'))).toContain('flow.finished');
    expect(types.indexOf('flow.started')).toBe(types.indexOf('session.entered') + 1);
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true, differences: [] });
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true, differences: [] });
    await counter.staff(agent, 'call.end', { sessionId: id });
    await counter.staff(agent, 'wrapUp.save', { sessionId: id, notes: '', outcome: 'done' });
  });

  it('refuses what the flow does not have at that point, and notes nothing', async () => {
    const id = await counter.entered();
    const before = await counter.allTypes(id);
    expect(await codeOf(counter.customer(id, 'ticket.take', {}))).toBe('consent_required');
    expect(await codeOf(counter.customer(id, 'step.act', { nodeRunId: 'nothing#1', action: 'finish', input: null }))).toBe('wrong_state');
    expect(await codeOf(counter.customer(id, 'step.back', {}))).toBe('wrong_state');
    expect(await codeOf(counter.customer(id, 'step.escalate', { reason: 'asked' }))).toBe('wrong_state');
    const [notice] = (await flowOf(id)).current;
    const decide = {
      nodeRunId: notice?.nodeRunId ?? '',
      action: 'decide',
      input: { decision: 'accepted', textVersion: 'x', language: 'en' },
    };
    expect(await codeOf(counter.customer(id, 'step.act', decide))).toBe('wrong_state');
    expect(await counter.allTypes(id)).toEqual(before);
  });

  it('is another one’s to nobody: other agents do not find it, the customer may not do what is the agent’s', async () => {
    const agent = await counter.agent();
    const id = await counter.inCall(agent);
    const other = await counter.agent();
    const [talk] = (await flowOf(id)).current;
    const finish = { nodeRunId: talk?.nodeRunId ?? '', action: 'finish', input: null };
    expect(await codeOf(counter.staff(other, 'step.act', { sessionId: id, ...finish }))).toBe('not_found');
    expect(await codeOf(counter.customer(id, 'step.act', finish))).toBe('forbidden');
    const supervisor = await counter.member(['supervisor']);
    expect(await codeOf(counter.staff(supervisor, 'step.act', { sessionId: id, ...finish }))).toBe('not_found');
    expect(await codeOf(counter.staff(agent, 'step.act', { sessionId: id, ...finish, input: 'no' }))).toBe('bad_request');
    await counter.staff(agent, 'step.act', { sessionId: id, ...finish });
    expect(await codeOf(counter.staff(agent, 'step.act', { sessionId: id, ...finish }))).toBe('wrong_state');
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true });
    await counter.staff(agent, 'call.end', { sessionId: id });
  });

  it('stands where it stood after the counter was killed, and ends with the session', async () => {
    const agent = await counter.agent();
    const id = await counter.inCall(agent);
    await counter.restart();
    expect(await currentOf(id)).toEqual(['talk']);
    await counter.pass(2_000, { sessions: [id], staff: [agent] });
    expect(await counter.database.prisma.flowEffect.count({ where: { sessionId: id, status: 'pending' } })).toBe(0);
    await counter.customer(id, 'session.end', {});
    expect(await flowOf(id)).toMatchObject({ outcome: 'completed' });
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true });
  });

  it('that is refused ends its flow, and one that is left is given up', async () => {
    const refused = await counter.entered();
    await counter.customer(refused, 'consent.decide', {
      kind: 'recording',
      textVersion: counter.bank.noticeVersion,
      language: 'zh-CN',
      decision: 'refused',
    });
    expect(await flowOf(refused)).toMatchObject({ outcome: 'refused' });
    const left = await counter.consenting();
    await counter.customer(left, 'session.end', {});
    expect(await flowOf(left)).toMatchObject({ outcome: 'cancelled' });
    for (const id of [refused, left]) expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true });
  });

  it('stays on its version when another is put in force', async () => {
    const before = await counter.consenting();
    await bindFlow(counter.database, counter.bank.loans, callFlow('talking', [TALK, { ...TALK, id: 'more' }]));
    const after = await counter.consenting();
    expect(await flowOf(before)).toMatchObject({ version: 1 });
    expect(await flowOf(after)).toMatchObject({ version: 2 });
    await counter.restart();
    await counter.customer(before, 'ticket.take', {});
    expect((await flowOf(before)).steps.map(({ nodeId }) => nodeId)).not.toContain('more');
    expect(await verifyRun(counter.core, before)).toMatchObject({ ok: true });
    for (const id of [before, after]) await counter.customer(id, 'session.end', {});
  });
});
