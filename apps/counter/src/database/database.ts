import { setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { CONNECTION_SETTINGS, STATEMENT_TIMEOUT_MS } from './connection-settings.ts';
import { isConflict, toDatabaseError } from './database-errors.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { HalfOpenGuard } from './half-open-guard.ts';

/** A transaction that is open; what it writes is there for all or for nobody. */
export type Tx = Prisma.TransactionClient;

const MAX_CONNECTIONS = 20;
const TRANSACTION = { maxWait: 5_000, timeout: 10_000, isolationLevel: 'ReadCommitted' } as const satisfies object;
const MAX_ATTEMPTS = 6;

const effectsOf = new WeakMap<Tx, (() => void)[]>();

/**
 * Runs `effect` once the transaction is committed, never when it is not. Only for transactions of `Database.transaction`. The process
 * can end between the two: what must happen for sure is derived from rows.
 */
export function afterCommit(tx: Tx, effect: () => void): void {
  const effects = effectsOf.get(tx);
  if (effects === undefined) throw new Error('Not a transaction of Database.transaction: its effects would be lost');
  effects.push(effect);
}

/** The PostgreSQL of the business plane. */
export class Database {
  readonly prisma: PrismaClient;
  readonly #pool: pg.Pool;
  readonly #guard: HalfOpenGuard;

  constructor(url: string) {
    this.#pool = new pg.Pool({
      ...CONNECTION_SETTINGS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      connectionString: url,
      max: MAX_CONNECTIONS,
      application_name: 'guichet-counter',
    });
    this.#guard = new HalfOpenGuard(this.#pool);
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.#pool) });
  }

  /**
   * Runs `work` in one transaction and commits it; again from the start when it met a conflict, so `work` must have no effect outside
   * the transaction (`afterCommit` is for those). Rows that are read to be decided upon are locked by the reader. Throws `unavailable`
   * when the database is away: then nothing happened, or the answer to the commit was lost. `timeout`: ms, for what is no request of anybody.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, { timeout = TRANSACTION.timeout }: { readonly timeout?: number } = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const effects: (() => void)[] = [];
      try {
        const result = await this.prisma.$transaction(
          async (tx) => {
            effectsOf.set(tx, effects);
            return work(tx);
          },
          { ...TRANSACTION, timeout },
        );
        for (const effect of effects) effect();
        return result;
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isConflict(error)) throw toDatabaseError(error);
        await delay(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  /** A read outside a transaction, with its failures in our own words. */
  async read<T>(work: (prisma: PrismaClient) => Promise<T>): Promise<T> {
    try {
      return await work(this.prisma);
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  async close(): Promise<void> {
    await this.prisma.$disconnect();
    this.#guard.stop();
    await this.#pool.end();
  }
}
