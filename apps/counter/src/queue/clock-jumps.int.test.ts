import type { StaffId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPlane } from '../testing/test-plane.ts';
import { ClockJumps } from './clock-jumps.ts';

let counter: TestPlane;

beforeAll(async () => {
  counter = await TestPlane.create();
});
afterAll(() => counter.close());

const HOUR = 3_600_000;
const deskOf = (staffId: StaffId) => counter.staff(staffId, 'desk.get', {});

async function setClock(ms: number): Promise<void> {
  counter.now += ms;
  counter.clockSetByMs += ms;
  await counter.plane.sweeper.tick();
}

describe('a wall clock that is set while the counter runs', () => {
  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('an hour %s: an offer rings its 20 s, and pages that are there stay', async (_way, jump) => {
    await counter.database.prisma.staff.updateMany({ data: { status: 'offline' } });
    const agent = await counter.agent();
    const id = await counter.waiting();
    await counter.plane.sweeper.tick();
    expect((await deskOf(agent)).offer).not.toBeNull();
    await counter.pass(10_000, { sessions: [id], staff: [agent] });
    await setClock(jump);
    expect((await deskOf(agent)).offer?.ringsUntil).toBe(counter.now + 10_000);
    await counter.pass(9_900, { sessions: [id], staff: [agent] });
    expect((await deskOf(agent)).offer).not.toBeNull();
    await counter.pass(200, { sessions: [id], staff: [agent] });
    expect(await deskOf(agent)).toMatchObject({ offer: null, status: 'idle' });
    await counter.customer(id, 'session.end', {});
    expect(await counter.core.log.verify(id)).toMatchObject({ ok: true });
  });

  it('is told from one that is kept in step a little at a time', () => {
    let wall = 0;
    let steady = 0;
    const jumps = new ClockJumps(
      () => wall,
      () => steady,
    );
    for (let second = 0; second < 1_000; second++) {
      steady += 1_000;
      wall += 1_500;
      expect(jumps.take()).toBe(0);
    }
    wall += HOUR;
    expect(jumps.take()).toBe(HOUR);
    expect(jumps.take()).toBe(0);
    wall -= HOUR;
    expect(jumps.take()).toBe(-HOUR);
  });
});
