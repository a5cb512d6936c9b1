import type { FlowDefinition, JsonObject } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { PersonalVault } from '../sessions/personal-vault.ts';
import { CUSTOMER_PREFIX } from '../sessions/session-opening.ts';
import type { SessionRow } from '../sessions/session-row.ts';

/** Variables that a flow gets where it declares them, and what the bank told of its customer under which name. */
const KNOWN: Readonly<Record<string, string>> = {
  customerName: 'name',
  customerPhone: 'phone',
  customerNumber: 'customerNumber',
  customerIdNumber: 'idNumber',
  customerBirthDate: 'birthDate',
  customerRiskLevel: 'riskLevel',
};

/** What the counter knows at the start, of the variables that the flow declares. */
export async function startingVariables(
  tx: Tx,
  vault: PersonalVault,
  session: SessionRow,
  definition: FlowDefinition,
): Promise<JsonObject> {
  const declared = new Set<string>(definition.variables.map(({ name }) => name));
  const known: Record<string, string> = {};
  if (declared.has('language')) known['language'] = session.language;
  const asked = Object.entries(KNOWN).filter(([name]) => declared.has(name));
  if (asked.length === 0) return known;
  const told = await vault.revealAll(
    tx,
    session.id,
    asked.map(([, fact]) => CUSTOMER_PREFIX + fact),
  );
  for (const [name, fact] of asked) {
    const value = [...told.values()].find((entry) => entry.name === CUSTOMER_PREFIX + fact)?.value;
    if (typeof value === 'string') known[name] = value;
  }
  return known;
}
