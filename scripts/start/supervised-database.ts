import { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from '@guichet/database/embedded';
import { setTimeout as delay } from 'node:timers/promises';
import { BackOff } from './back-off.ts';

/** The embedded PostgreSQL, started again on the same port whenever it dies unasked. */
export class SupervisedDatabase {
  readonly #options: EmbeddedOptions;
  readonly #onDeath: () => void;
  readonly #backOff = new BackOff();
  readonly #restart = new AbortController();
  #server: EmbeddedServer;
  #restarting: Promise<void> = Promise.resolve();
  #stopping = false;
  #deaths = 0;

  private constructor(server: EmbeddedServer, options: EmbeddedOptions, onDeath: () => void) {
    this.#server = server;
    this.#options = { ...options, port: server.port };
    this.#onDeath = onDeath;
    this.#watch();
  }

  static async start(options: EmbeddedOptions, onDeath: () => void): Promise<SupervisedDatabase> {
    return new SupervisedDatabase(await startEmbedded(options), options, onDeath);
  }

  get url(): string {
    return this.#server.url;
  }

  get pid(): number {
    return this.#server.pid;
  }

  get deaths(): number {
    return this.#deaths;
  }

  #watch(): void {
    const startedAtMs = performance.now();
    void this.#server.exited.then(() => {
      if (this.#stopping) return;
      this.#deaths += 1;
      this.#onDeath();
      this.#restarting = this.#startAgain(this.#backOff.afterDeath(performance.now() - startedAtMs));
    });
  }

  async #startAgain(delayMs: number): Promise<void> {
    await delay(delayMs, undefined, { signal: this.#restart.signal }).catch(() => undefined);
    while (!this.#stopping) {
      const server = await startEmbedded(this.#options).catch(() => undefined);
      if (server) {
        this.#server = server;
        return this.#watch();
      }
      await delay(this.#backOff.afterDeath(0), undefined, { signal: this.#restart.signal }).catch(() => undefined);
    }
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#restart.abort();
    await this.#restarting;
    await this.#server.stop();
  }
}
