import type { Database } from '../database/database.ts';

/** Smaller differences are the usual slewing of a clock that is kept by NTP. */
const JUMP_MS = 2_000;

/**
 * Notices when the wall clock is set while the counter runs, by comparing it with the monotonic one. Deadlines in rows are wall-clock times:
 * without a correction, an hour set forward would end every ring at once, and an hour back would let them ring for one.
 */
export class ClockJumps {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #offset: number;

  constructor(wall: () => number, steady: () => number) {
    this.#wall = wall;
    this.#steady = steady;
    this.#offset = wall() - steady();
  }

  /** Milliseconds that the wall clock was set forward (negative: back) since the last call; 0 when it was not. */
  take(): number {
    const offset = this.#wall() - this.#steady();
    const jump = Math.round(offset - this.#offset);
    // Slewing is followed, so that it never adds up to a jump.
    this.#offset = offset;
    return Math.abs(jump) < JUMP_MS ? 0 : jump;
  }
}

/** Moves the deadlines that are running by as much as the clock was set. What was promised to the outside (a link's expiry) stays. */
export async function shiftDeadlines(database: Database, jumpMs: number): Promise<void> {
  const by = `${jumpMs} milliseconds`;
  await database.transaction(async (tx) => {
    await tx.$executeRaw`update "Offer" set "ringsUntil" = "ringsUntil" + ${by}::interval where "status" = 'ringing'`;
    await tx.$executeRaw`update "Transfer" set "asksUntil" = "asksUntil" + ${by}::interval where "status" = 'requested'`;
    await tx.$executeRaw`update "Ticket" set "offerFrom" = "offerFrom" + ${by}::interval where "status" = 'waiting' and "offerFrom" is not null`;
    await tx.$executeRaw`update "Session" set "pageSeenAt" = "pageSeenAt" + ${by}::interval where "endedAt" is null and "pageSeenAt" is not null`;
    await tx.$executeRaw`update "FlowTimer" set "firesAt" = "firesAt" + ${by}::interval`;
    await tx.$executeRaw`update "FlowEffect" set "dueAt" = "dueAt" + ${by}::interval, "leasedUntil" = "leasedUntil" + ${by}::interval where "status" = 'pending'`;
    await tx.$executeRaw`update "Staff" set "pageSeenAt" = "pageSeenAt" + ${by}::interval where "pageSeenAt" is not null`;
  });
}
