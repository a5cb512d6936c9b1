import type pg from 'pg';
import { SILENT_AT_MOST_MS } from './connection-settings.ts';

const LOOK_EVERY_MS = 250;

interface Life {
  /** When somebody took it out of the pool; null while it rests there. */
  takenAtMs: number | null;
  heardAtMs: number;
}

/**
 * Finds half-open connections of a pool, which look alive and answer nothing. One that is in use and silent for too long is cut off, and with it
 * every other that has not been heard since that one was asked: what broke the one broke them too, and each would cost somebody the same wait.
 * Whoever uses one is told that the connection has ended; the pool makes new ones.
 */
export class HalfOpenGuard {
  readonly #lives = new Map<pg.PoolClient, Life>();
  readonly #timer: NodeJS.Timeout;
  #lookedAtMs = performance.now();

  constructor(pool: pg.Pool) {
    const lives = this.#lives;
    pool.on('connect', (client) => {
      const life: Life = { takenAtMs: null, heardAtMs: performance.now() };
      lives.set(client, life);
      client.connection.stream.on('data', () => {
        life.heardAtMs = performance.now();
      });
    });
    pool.on('acquire', (client) => note(client, performance.now()));
    pool.on('release', (_error, client) => note(client, null));
    pool.on('remove', (client) => void lives.delete(client));
    // One that is cut off while it rests says so to its pool, which has replaced it by then.
    pool.on('error', () => undefined);
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();

    function note(client: pg.PoolClient, takenAtMs: number | null): void {
      const life = lives.get(client);
      if (life) life.takenAtMs = takenAtMs;
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const stoodStill = nowMs - this.#lookedAtMs > 4 * LOOK_EVERY_MS;
    this.#lookedAtMs = nowMs;
    // It was this process that did not listen: what has come meanwhile is read after this.
    if (stoodStill) return;
    const askedAtMs = Math.min(
      ...[...this.#lives.values()].flatMap(({ takenAtMs, heardAtMs }) => {
        if (takenAtMs === null) return [];
        const sinceMs = Math.max(takenAtMs, heardAtMs);
        return nowMs - sinceMs > SILENT_AT_MOST_MS ? [sinceMs] : [];
      }),
    );
    for (const [client, { heardAtMs }] of this.#lives) {
      if (heardAtMs <= askedAtMs && askedAtMs !== Infinity) client.connection.stream.destroy();
    }
  }
}
