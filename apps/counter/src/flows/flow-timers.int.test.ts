import type { FlowView, SessionId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindFlow, testFlow } from '../testing/test-flows.ts';
import { TestPlane } from '../testing/test-plane.ts';
import { verifyRun } from './verify-run.ts';

const MINUTE = 60_000;
let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create();
  await bindFlow(
    counter.database,
    counter.bank.loans,
    testFlow({
      key: 'timed',
      nodes: [
        { id: 'notice', type: 'consent' },
        { id: 'pause', type: 'wait', config: { forMs: MINUTE } },
        { id: 'talk', type: 'conversation', config: { needs: [] }, timeLimit: { afterMs: 2 * MINUTE } },
        { id: 'late', type: 'end', config: { outcome: 'late' } },
        { id: 'done', type: 'end', config: { outcome: 'completed' } },
      ],
      edges: [
        { from: { node: 'notice', port: 'accepted' }, to: 'pause' },
        { from: { node: 'notice', port: 'refused' }, to: 'done' },
        { from: { node: 'pause', port: 'elapsed' }, to: 'talk' },
        { from: { node: 'talk', port: 'done' }, to: 'done' },
        { from: { node: 'talk', port: 'timed_out' }, to: 'late' },
      ],
    }),
  );
});
afterAll(() => counter.close());

async function flowOf(sessionId: SessionId): Promise<FlowView | null> {
  return (await counter.customer(sessionId, 'session.get', {})).flow;
}

const fired = async (sessionId: SessionId): Promise<number> =>
  (await counter.allTypes(sessionId)).filter((type) => type === 'flow.timer_fired').length;

describe('timers of a flow', () => {
  it('fire when they are due, once, also when that was while the counter was away', async () => {
    const id = await counter.consenting();
    expect((await flowOf(id))?.current.map(({ nodeId }) => nodeId)).toEqual(['pause']);
    await counter.pass(MINUTE - 1, { sessions: [id] });
    expect(await fired(id)).toBe(0);

    counter.now += 1;
    await counter.restart();
    await Promise.all([counter.pass(0, { sessions: [id] }), counter.pass(0, { sessions: [id] })]);
    expect(await fired(id)).toBe(1);
    const [talk] = (await flowOf(id))?.current ?? [];
    expect(talk).toMatchObject({ nodeId: 'talk', deadlineAt: counter.now + 2 * MINUTE });

    await counter.pass(2 * MINUTE, { sessions: [id] });
    expect(await fired(id)).toBe(2);
    expect(await flowOf(id)).toMatchObject({ outcome: 'late' });
    expect(await counter.database.prisma.flowTimer.count({ where: { sessionId: id } })).toBe(0);
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: true, differences: [] });
  });

  it('keep their distance when somebody sets the clock', async () => {
    const id = await counter.consenting();
    await counter.pass(0, { sessions: [id] });
    counter.now += 60 * MINUTE;
    counter.clockSetByMs += 60 * MINUTE;
    await counter.pass(0, { sessions: [id] });
    expect(await fired(id)).toBe(0);
    await counter.pass(MINUTE, { sessions: [id] });
    expect(await fired(id)).toBe(1);
  });

  it('are held against the log: one that is lost, or doubled, shows', async () => {
    const id = await counter.consenting();
    await counter.database.prisma.flowTimer.deleteMany({ where: { sessionId: id } });
    expect(await verifyRun(counter.core, id)).toMatchObject({ ok: false, differences: ['timers'] });
  });
});
