import type { Commitment, SessionId } from '@guichet/protocol';
import type { PrismaClient } from '../../database/generated/client.ts';
import type { Core } from '../../sessions/core.ts';
import { CUSTOMER_PREFIX } from '../../sessions/session-opening.ts';

/** The personal values of a session that were not erased, opened once for all who project from them. Never leaves the counter as it is. */
export class OpenedValues {
  readonly #values: ReadonlyMap<string, { readonly name: string; readonly value: unknown }>;

  static async open(core: Core, prisma: PrismaClient, sessionId: SessionId): Promise<OpenedValues> {
    const names = await prisma.personalValue.findMany({ where: { sessionId }, distinct: ['name'], select: { name: true } });
    return new OpenedValues(
      await core.vault.revealAll(
        prisma,
        sessionId,
        names.map(({ name }) => name),
      ),
    );
  }

  private constructor(values: ReadonlyMap<string, { readonly name: string; readonly value: unknown }>) {
    this.#values = values;
  }

  /** Null once it was erased. */
  readonly reveal = async (commitment: Commitment): Promise<unknown> => this.get(commitment);

  get(commitment: Commitment): unknown {
    return this.#values.get(commitment)?.value ?? null;
  }

  /** What the bank said of its customer, by name. */
  get customer(): ReadonlyMap<string, string> {
    const known = [...this.#values.values()].filter(({ name, value }) => name.startsWith(CUSTOMER_PREFIX) && typeof value === 'string');
    return new Map(known.map(({ name, value }) => [name.slice(CUSTOMER_PREFIX.length), value as string]));
  }
}
