import type { SessionId } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import { flowVariable } from '../inspection/flow-variable.ts';
import type { Core } from '../sessions/core.ts';

/** Under which name flows keep the level of risk of what they sell, R1 to R5. */
const PRODUCT_LEVEL = 'productLevel';

/** Of what a session's flow sold, 1 to 5; null where the flow says nothing of it. */
export async function productRisk(core: Core, tx: Tx, sessionId: SessionId): Promise<number | null> {
  const level = await flowVariable(core, tx, sessionId, PRODUCT_LEVEL);
  const [, digit] = (typeof level === 'string' ? /^R([1-5])$/.exec(level) : null) ?? [];
  return digit === undefined ? null : Number(digit);
}
