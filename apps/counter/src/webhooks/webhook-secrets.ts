import type { KeyObject } from 'node:crypto';
import type { ApiClient } from '../database/generated/client.ts';
import { openSecret, sealSecret } from '../keys/sealed-secret.ts';

/** How long messages are signed with the old secret as well: a bank changes its own side within a working day. */
export const OLD_SECRET_GOOD_FOR_MS = 24 * 3_600_000;

/** Where a client's webhook secret is sealed to. */
export const webhookSecretPlace = (apiClientId: string): string => `api-client:${apiClientId}:webhook-secret`;

export const sealWebhookSecret = (dataKey: KeyObject, apiClientId: string, secret: string): Uint8Array<ArrayBuffer> =>
  sealSecret(dataKey, webhookSecretPlace(apiClientId), Buffer.from(secret, 'utf8'));

type Secrets = Pick<ApiClient, 'id' | 'webhookSecret' | 'previousWebhookSecret' | 'previousSecretUntil'>;

/** The secrets that a message is signed with at this moment, the current one first; null where there is none. */
export function secretsOf(dataKey: KeyObject, client: Secrets, now: number): [string, ...string[]] | null {
  const open = (sealed: Uint8Array): string => openSecret(dataKey, webhookSecretPlace(client.id), sealed).toString('utf8');
  if (client.webhookSecret === null) return null;
  const isOldGood = client.previousWebhookSecret !== null && (client.previousSecretUntil?.getTime() ?? 0) > now;
  return [open(client.webhookSecret), ...(isOldGood && client.previousWebhookSecret !== null ? [open(client.previousWebhookSecret)] : [])];
}
