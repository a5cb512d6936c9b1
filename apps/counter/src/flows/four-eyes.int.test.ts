import { AppError, type StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import { AuditedLooks } from '../audit/audited-looks.ts';
import type { HttpContext } from '../http/http-handlers.ts';
import { bindFlow, callFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { taskHandlers } from './task-handlers.ts';
import { verifyRun } from './verify-run.ts';

let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create();
  const check = { id: 'check_it', type: 'task', config: { title: { 'zh-CN': '复核', en: 'Check' }, needs: [] }, port: 'approved' };
  const { nodes, edges, ...rest } = callFlow('checked', [check]);
  const others = ['rejected'].map((port) => ({ from: { node: 'check_it', port }, to: 'no' }));
  await bindFlow(counter.database, counter.bank.loans, { ...rest, nodes, edges: [...edges, ...others] } as never);
});
afterAll(() => counter.close());

const codeOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => AppError.from(error).code,
  );

/** What a supervisor is shown on the page that asks for it again and again. */
function taskList(staffId: StaffId) {
  const { core, database } = counter;
  const handlers = taskHandlers({ core, looks: new AuditedLooks(new AuditTrail({ database, clock: core.clock }), core.clock) });
  const context = { staff: { staffId } } as unknown as HttpContext;
  return async () => (await handlers['tasks.list']({ params: undefined, query: undefined, body: undefined }, context)).tasks;
}

describe('a step that a second person decides', () => {
  it('is put before supervisors once it was submitted, decided by one of them, and gone then', async () => {
    const agent = await counter.agent();
    const supervisor = await counter.member(['supervisor']);
    const sessionId = await counter.inCall(agent);
    const { workbench } = await counter.staff(agent, 'desk.get', {});
    const nodeRunId = workbench?.flow?.current[0]?.nodeRunId ?? '';
    const step = (action: string, input: unknown) => ({ sessionId, nodeRunId, action, input: input as never });
    const approve = step('decide', { decision: 'approved', note: '' });
    expect(await codeOf(counter.staff(supervisor, 'step.act', approve))).toBe('not_found');
    const waiting = taskList(supervisor);
    expect(await waiting()).toEqual([]);

    await counter.staff(agent, 'step.act', step('submit', { note: 'please' }));
    await counter.pass(2_000, { staff: [agent, supervisor], sessions: [sessionId] });
    expect(await counter.database.prisma.flowTask.findMany()).toMatchObject([{ nodeRunId, role: 'checker', endedAt: null }]);
    expect(await codeOf(counter.staff(agent, 'step.act', approve))).toBe('forbidden');
    expect(await waiting()).toMatchObject([{ sessionId, nodeRunId, flow: { current: [{ nodeRunId, mayAct: true }] } }]);
    await waiting();
    const looked = await counter.database.prisma.auditEvent.findMany({ where: { action: 'flow.tasks_viewed' } });
    expect(looked).toMatchObject([{ staffId: supervisor, object: sessionId, detail: { nodeRunId } }]);
    const { flow } = await counter.staff(supervisor, 'step.act', approve);
    expect(flow).toMatchObject({ outcome: 'completed' });
    expect(await counter.database.prisma.flowTask.count({ where: { endedAt: null } })).toBe(0);
    expect(await waiting()).toEqual([]);
    expect(await codeOf(counter.staff(supervisor, 'step.act', approve))).toBe('not_found');
    expect(await verifyRun(counter.core, sessionId)).toMatchObject({ ok: true, differences: [] });
  });
});
