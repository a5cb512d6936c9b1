import { checkKnown, type DocumentReading, type KnownToBank } from '@guichet/identity/pool';
import type { SessionId } from '@guichet/protocol';
import type { Core } from '../sessions/core.ts';
import { CUSTOMER_PREFIX } from '../sessions/session-opening.ts';

/** What the bank tells of a customer, as readers call it. Which document a bank's number is of is known of resident numbers alone. */
const READ_AS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cn-id': { name: 'name', idNumber: 'residentNumber', birthDate: 'birthDate' },
  passport: { birthDate: 'birthDate' },
  td1: { birthDate: 'birthDate' },
};

/** The reading with what the bank knows held against it. A difference is for a person: people change their names, and banks mistype them. */
export async function heldAgainstBank(core: Core, sessionId: SessionId, reading: DocumentReading): Promise<DocumentReading> {
  const names = Object.entries(READ_AS[reading.type ?? ''] ?? {});
  if (names.length === 0) return reading;
  const told = await core.database.read((prisma) =>
    core.vault.revealAll(
      prisma,
      sessionId,
      names.map(([fact]) => CUSTOMER_PREFIX + fact),
    ),
  );
  const known: KnownToBank = Object.fromEntries(
    names.flatMap(([fact, name]) => {
      const value = [...told.values()].find((entry) => entry.name === CUSTOMER_PREFIX + fact)?.value;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  const checks = checkKnown(reading, known);
  const differs = checks.some(({ result }) => result === 'fail');
  const outcome = differs && reading.outcome === 'accepted' ? 'needs_person' : reading.outcome;
  return { ...reading, outcome, checks: [...reading.checks, ...checks] };
}
