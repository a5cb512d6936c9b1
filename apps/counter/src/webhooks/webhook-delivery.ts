import type { KeyObject } from 'node:crypto';
import { AppError } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { JobRun } from '../jobs/job-queue.ts';
import type { JobData } from '../jobs/job-table.ts';
import { openSecret } from '../keys/sealed-secret.ts';
import type { Log } from '../log.ts';
import { signWebhook } from './webhook-signature.ts';

const DEADLINE_MS = 10_000;
const GONE = 410;

/** Where a client's webhook secret is sealed to. */
export const webhookSecretPlace = (apiClientId: string): string => `api-client:${apiClientId}:webhook-secret`;

interface WebhookDeliveryOptions {
  readonly database: Database;
  readonly dataKey: KeyObject;
  readonly clock: Clock;
  readonly log: Log;
}

/** Posts webhooks. What is not answered with 2xx within ten seconds is tried again later. */
export class WebhookDelivery {
  readonly #options: WebhookDeliveryOptions;

  constructor(options: WebhookDeliveryOptions) {
    this.#options = options;
  }

  /** One attempt; rejects when it has to be repeated. */
  async deliver({ webhookId, apiClientId, message }: JobData<'webhook.deliver'>, run: JobRun): Promise<void> {
    const { database, dataKey, clock, log } = this.#options;
    const client = await database.read((prisma) => prisma.apiClient.findUnique({ where: { id: apiClientId } }));
    if (client?.active !== true || client.webhookUrl === null || client.webhookSecret === null) return;

    const secret = openSecret(dataKey, webhookSecretPlace(apiClientId), client.webhookSecret).toString('utf8');
    const body = JSON.stringify(message);
    const status = await this.#post(client.webhookUrl, body, signWebhook(secret, webhookId, clock(), body), run.signal);
    if (status === GONE) {
      log.warn({ apiClientId, webhookId }, 'webhook receiver is gone for good, not tried again');
      return;
    }
    if (status < 200 || status > 299) throw new AppError('unavailable', { cause: new WebhookRefused(status) });
    log.info({ apiClientId, webhookId, type: message.type }, 'webhook delivered');
  }

  async #post(url: string, body: string, signed: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Guichet', ...signed },
      body,
      // A redirect would hand the signed message to somebody whom the bank did not name.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    });
    // Nobody reads what the receiver says; an endless answer must not be waited for.
    await response.body?.cancel();
    return response.status;
  }
}

class WebhookRefused extends Error {
  readonly code: number;

  constructor(status: number) {
    super('The receiver of a webhook refused it');
    this.name = 'WebhookRefused';
    this.code = status;
  }
}
