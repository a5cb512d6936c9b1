import { createHash, randomBytes } from 'node:crypto';
import { ApiClientId } from '@guichet/protocol';
import type { Database } from '../database/database.ts';
import type { ApiClientIdentity } from '../http/request-identity.ts';

/** Says what it is wherever it turns up by mistake: in a repository, in a paste. */
const PREFIX = 'gck_';
const KEY_PATTERN = /^gck_[A-Za-z0-9_-]{43}$/;

/** A fresh API key (256 bits). It is shown once; only its hash is kept. */
export function newApiKey(): string {
  return `${PREFIX}${randomBytes(32).toString('base64url')}`;
}

/** The end of a key, by which people tell keys from one another: 24 of its 256 bits. */
export function apiKeyHint(apiKey: string): string {
  return apiKey.slice(-4);
}

/** SHA-256 as hexadecimal: the key has 256 bits of its own, so that it needs no salt and no slow hash. */
export function apiKeyHash(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}

/** The banks' systems that may open sessions. */
export class ApiClients implements ApiClientIdentity {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async authenticate(apiKey: string): Promise<ApiClientId | null> {
    if (!KEY_PATTERN.test(apiKey)) return null;
    const client = await this.#database.read((prisma) => prisma.apiClient.findUnique({ where: { keyHash: apiKeyHash(apiKey) } }));
    return client?.active === true ? ApiClientId.parse(client.id) : null;
  }
}
