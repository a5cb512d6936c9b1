import type { KeyObject } from 'node:crypto';
import { AppError, type WebhookMessage } from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Database } from '../database/database.ts';
import type { ApiClient } from '../database/generated/client.ts';
import type { JobRun } from '../jobs/job-queue.ts';
import type { JobData } from '../jobs/job-table.ts';
import type { Log } from '../log.ts';
import { type PostOutcome, postWebhook } from './webhook-post.ts';
import { secretsOf } from './webhook-secrets.ts';
import { signWebhook } from './webhook-signature.ts';

const GONE = 410;

interface WebhookDeliveryOptions {
  readonly database: Database;
  readonly dataKey: KeyObject;
  readonly clock: Clock;
  readonly log: Log;
}

/** Posts webhooks and keeps what came of them. What is not answered with 2xx within ten seconds is tried again later. */
export class WebhookDelivery {
  readonly #options: WebhookDeliveryOptions;

  constructor(options: WebhookDeliveryOptions) {
    this.#options = options;
  }

  /** One attempt; rejects when it has to be repeated. */
  async deliver({ webhookId, apiClientId, message }: JobData<'webhook.deliver'>, run: JobRun): Promise<void> {
    const { database, log } = this.#options;
    const client = await database.read((prisma) => prisma.apiClient.findUnique({ where: { id: apiClientId } }));
    const outcome = client === null ? null : await this.post(client, webhookId, message, run.signal);
    if (outcome === null) return this.#keep(webhookId, { status: 'failed' });
    const { status, error } = outcome;
    const delivered = isDelivered(outcome);
    const over = delivered ? 'delivered' : status === GONE ? 'gone' : run.last ? 'failed' : 'pending';
    await this.#keep(webhookId, { status: over, lastStatus: status, lastError: error, attempts: { increment: 1 }, at: true });
    if (delivered) {
      log.info({ apiClientId, webhookId, type: message.type }, 'webhook delivered');
      return;
    }
    if (over === 'gone') {
      log.warn({ apiClientId, webhookId }, 'webhook receiver is gone for good, not tried again');
      return;
    }
    throw new AppError('unavailable', { cause: new WebhookRefused(status ?? error) });
  }

  /** Signs and posts a message now, whatever became of it before. Null where the client is told nothing. */
  async post(client: ApiClient, webhookId: string, message: WebhookMessage, signal: AbortSignal): Promise<PostOutcome | null> {
    const { dataKey, clock } = this.#options;
    const secrets = secretsOf(dataKey, client, clock());
    if (!client.active || client.webhookUrl === null || secrets === null) return null;
    const body = JSON.stringify(message);
    return postWebhook(client.webhookUrl, body, signWebhook(secrets, webhookId, clock(), body), signal);
  }

  /** The row is for people to look at: a message of an earlier version of the counter has none. */
  async #keep(
    id: string,
    {
      at = false,
      ...data
    }: {
      status: string;
      lastStatus?: number | null;
      lastError?: string | null;
      attempts?: { increment: number };
      at?: boolean;
    },
  ): Promise<void> {
    const lastAttemptAt = at ? { lastAttemptAt: new Date(this.#options.clock()) } : {};
    await this.#options.database.read((prisma) =>
      prisma.webhookDelivery.updateMany({ where: { id }, data: { ...data, ...lastAttemptAt } }),
    );
  }
}

export const isDelivered = ({ status }: PostOutcome): boolean => status !== null && status >= 200 && status <= 299;

class WebhookRefused extends Error {
  readonly code: number | string;

  constructor(code: number | string) {
    super('The receiver of a webhook refused it');
    this.name = 'WebhookRefused';
    this.code = code;
  }
}
