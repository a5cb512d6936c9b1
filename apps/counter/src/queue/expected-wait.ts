import type { Tx } from '../database/database.ts';
import type { PrismaClient } from '../database/generated/client.ts';

/** Calls that are averaged over: enough to be steady, few enough to follow the day. */
const MEASURED_CALLS = 50;
/** What the service's own estimate counts for, in calls: with few measured ones the figure does not jump about. */
const PRIOR_CALLS = 5;
const MINUTE_MS = 60_000;

export interface WaitInput {
  /** 1 is next. */
  readonly place: number;
  readonly idleAgents: number;
  /** All who serve the skill at the moment: idle, ringing, in a call, writing it up. */
  readonly servingAgents: number;
  readonly serviceMs: number;
}

/**
 * How long the customer at a place will wait, in milliseconds; null when nobody serves the skill, so that nothing can be promised. Whoever
 * finds an idle agent does not wait. With all of n agents busy, a service of mean length s ends every s/n (the M/M/n queue, Erlang
 * 1917), and the customer who is k-th in line for a busy agent waits for k of them. That agents serve other skills too is left out.
 */
export function expectedWaitMs({ place, idleAgents, servingAgents, serviceMs }: WaitInput): number | null {
  if (servingAgents === 0) return null;
  const ahead = Math.max(0, place - idleAgents);
  return Math.round((ahead * serviceMs) / servingAgents);
}

/** Mean length of a service under the skill, in milliseconds: the latest calls, steadied by the length that the bank states. */
export async function meanServiceMs(reader: Tx | PrismaClient, skill: string, statedMinutes: number): Promise<number> {
  const calls = await reader.call.findMany({
    where: { status: 'ended', endedAt: { not: null }, roomId: { not: null }, session: { serviceType: { skill } } },
    orderBy: { endedAt: 'desc' },
    take: MEASURED_CALLS,
    select: { startedAt: true, endedAt: true },
  });
  const measured = calls.reduce((sum, call) => sum + Math.max(0, (call.endedAt?.getTime() ?? 0) - call.startedAt.getTime()), 0);
  return (measured + PRIOR_CALLS * statedMinutes * MINUTE_MS) / (calls.length + PRIOR_CALLS);
}

/** Who serves the skill, and how many of them are idle. */
export async function servingAgents(reader: Tx | PrismaClient, skill: string): Promise<{ readonly serving: number; readonly idle: number }> {
  const statuses = await reader.staff.findMany({
    where: { active: true, roles: { has: 'agent' }, skills: { has: skill }, status: { in: ['idle', 'ringing', 'busy', 'wrap_up'] } },
    select: { status: true },
  });
  return { serving: statuses.length, idle: statuses.filter(({ status }) => status === 'idle').length };
}
