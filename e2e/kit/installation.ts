import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaffRole } from '@guichet/protocol';
import { type Running, type StartOptions, startGuichet } from '@guichet/scripts/start';
import { noteSecretsOf } from './installation-secrets.ts';
import { PrivateValues } from './private-values.ts';

/** A whole Guichet of its own: throw-away database, free ports, a demo bank; gone when it is closed. */
export class Installation {
  readonly running: Running;
  /** What may stand in none of its logs. */
  readonly privateValues = new PrivateValues();
  readonly #folder: string;

  static async start(options: Partial<StartOptions> = {}): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-e2e-'));
    const running = await startGuichet({
      dataDir: folder,
      ports: { counter: 0, signalling: 0, media: 0 },
      durable: false,
      ...options,
      // What watches calls shares this machine with the browsers: whoever tests it switches it on.
      childEnv: { ...options.childEnv, counter: { LIVE_CHECKS: 'off', ...options.childEnv?.counter } },
    });
    const installation = new Installation(running, folder);
    await noteSecretsOf(running, installation.privateValues);
    return installation;
  }

  private constructor(running: Running, folder: string) {
    this.running = running;
    this.#folder = folder;
  }

  /** The demo login of somebody with this role; `index` tells the agents apart. */
  login(role: StaffRole, index = 0): { readonly staffNumber: string; readonly password: string } {
    const login = this.running.logins.filter((each) => each.role === role)[index];
    if (!login?.password) throw new Error(`The demo bank has no ${role} number ${index}`);
    return { staffNumber: login.username, password: login.password };
  }

  /** Ends all of its processes; its folder stays for whoever wants to look at it, until `close()`. Idempotent. */
  async stop(): Promise<void> {
    await this.running.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
