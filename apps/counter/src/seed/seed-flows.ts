import { AppError } from '@guichet/protocol';
import { parseDefinition, shippedFlows } from '@guichet/workflow';
import type { Tx } from '../database/database.ts';
import type { FlowVersions } from '../flows/flow-versions.ts';

/** What a service runs for which nobody has chosen a flow. */
const DEFAULT_FLOW = 'plain-counter';

/** Puts the flows that ship in force; what is there already stays. Those that others call come before them. */
export async function seedFlows(tx: Tx, versions: FlowVersions): Promise<void> {
  for (const raw of shippedFlows) {
    const parsed = parseDefinition(raw);
    if (!parsed.ok) throw new AppError('internal', { cause: new Error(parsed.problems.map(({ message }) => message.en).join('; ')) });
    await versions.install(tx, parsed.definition);
  }
}

/** Services for which nobody has chosen a flow run the plain one. */
export async function bindPlainFlow(tx: Tx): Promise<void> {
  await tx.serviceType.updateMany({ where: { flowKey: null }, data: { flowKey: DEFAULT_FLOW } });
}
