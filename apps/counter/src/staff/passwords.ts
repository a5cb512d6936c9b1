import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's recommendation for argon2id (number 2 of the library): 19 MiB, two passes, one lane. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes that run at the same time; each takes 19 MiB and a core for a while, and more of them would starve everything else. */
const MAX_CONCURRENT = 2;

/** Hashes and checks passwords, a few at a time. */
export class Passwords {
  /** Of a password that nobody has: checking against it takes as long as against a real one. */
  readonly #nobodysHash: Promise<string>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor() {
    this.#nobodysHash = hash(randomBytes(32).toString('base64url'), PARAMETERS);
    // Whoever checks first hears of a failure.
    this.#nobodysHash.catch(() => undefined);
  }

  async hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, PARAMETERS));
  }

  /** Whether the password belongs to the hash. Null (nobody of that name) takes as long and is false. */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    const known = passwordHash ?? (await this.#nobodysHash);
    const right = await this.#inTurn(() => verify(known, password));
    return right && passwordHash !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_CONCURRENT) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
