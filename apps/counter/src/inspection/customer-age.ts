import type { SessionId } from '@guichet/protocol';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Core } from '../sessions/core.ts';
import { CUSTOMER_PREFIX } from '../sessions/session-opening.ts';
import { flowVariable } from './flow-variable.ts';

/** Under which name flows keep the age that a document says. */
const AGE = 'age';

/** In whole years at a moment (Unix ms): as the bank told, else as the flow read it from a document. Null where nobody knows, or where it was erased. */
export async function customerAge(core: Core, prisma: PrismaClient, sessionId: SessionId, atMs: number): Promise<number | null> {
  const [told] = (await core.vault.revealAll(prisma, sessionId, [`${CUSTOMER_PREFIX}birthDate`])).values();
  if (typeof told?.value === 'string') return yearsBetween(told.value, atMs);
  const age = await flowVariable(core, prisma, sessionId, AGE);
  return typeof age === 'number' && Number.isInteger(age) && age >= 0 ? age : null;
}

/** By the calendar: who was born on 29 February is a year older on 1 March. */
function yearsBetween(birthDate: string, atMs: number): number | null {
  const [year, month, day] = birthDate.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const now = new Date(atMs);
  const before = now.getUTCMonth() + 1 < month || (now.getUTCMonth() + 1 === month && now.getUTCDate() < day);
  const years = now.getUTCFullYear() - year - (before ? 1 : 0);
  return Number.isInteger(years) && years >= 0 ? years : null;
}
