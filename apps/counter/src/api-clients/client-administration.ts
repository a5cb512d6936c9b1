import type { KeyObject } from 'node:crypto';
import {
  ApiClientId,
  type ApiClientView,
  AppError,
  DeliveryStatus,
  newId,
  type StaffId,
  type WebhookDeliveryView,
} from '@guichet/protocol';
import type { AuditAction, AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { ApiClient, WebhookDelivery as DeliveryRow } from '../database/generated/client.ts';
import { isDelivered, type WebhookDelivery } from '../webhooks/webhook-delivery.ts';
import { newWebhookId } from '../webhooks/webhook-outbox.ts';
import { OLD_SECRET_GOOD_FOR_MS, sealWebhookSecret } from '../webhooks/webhook-secrets.ts';
import { newWebhookSecret } from '../webhooks/webhook-signature.ts';
import { apiKeyHash, apiKeyHint, newApiKey } from './api-clients.ts';

const MAX_DELIVERIES = 50;
const NO_WEBHOOK = { webhookUrl: null, webhookSecret: null, previousWebhookSecret: null, previousSecretUntil: null };

interface ClientAdministrationOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly dataKey: KeyObject;
  readonly delivery: WebhookDelivery;
  readonly clock: Clock;
}

/** The banks' systems and where they are told what happens, as administrators decide it. Secrets leave here once, when they are made. */
export class ClientAdministration {
  readonly #options: ClientAdministrationOptions;

  constructor(options: ClientAdministrationOptions) {
    this.#options = options;
  }

  async list(): Promise<ApiClientView[]> {
    const rows = await this.#options.database.read((prisma) =>
      prisma.apiClient.findMany({
        orderBy: [{ active: 'desc' }, { createdAt: 'desc' }, { id: 'asc' }],
        include: { deliveries: { orderBy: { queuedAt: 'desc' }, take: 1 } },
      }),
    );
    return rows.map(toView);
  }

  async create(by: StaffId, name: string): Promise<{ client: ApiClientView; apiKey: string }> {
    const { database, audit, clock } = this.#options;
    const apiKey = newApiKey();
    const id = newId('api');
    const row = await database.transaction(async (tx) => {
      await audit.record(tx, { action: 'api_client.created', staffId: by, object: id, detail: {} });
      return tx.apiClient.create({
        data: { id, name, keyHash: apiKeyHash(apiKey), keyHint: apiKeyHint(apiKey), createdAt: new Date(clock()) },
      });
    });
    return { client: toView({ ...row, deliveries: [] }), apiKey };
  }

  /** For good: a key that was withdrawn may have been withdrawn because somebody else holds it. Sessions that it opened go on. */
  async revoke(by: StaffId, id: ApiClientId): Promise<ApiClientView> {
    const revokedAt = new Date(this.#options.clock());
    return this.#change(by, id, 'api_client.revoked', async (tx, client) =>
      client.active ? tx.apiClient.update({ where: { id }, data: { active: false, revokedAt, ...NO_WEBHOOK } }) : client,
    );
  }

  /** The secret is there only with the first address: another address does not make the old secret known to anybody. Throws `wrong_state`. */
  async setWebhook(by: StaffId, id: ApiClientId, url: string): Promise<{ client: ApiClientView; signingSecret: string | null }> {
    let signingSecret: string | null = null;
    const client = await this.#change(by, id, 'webhook.set', async (tx, found) => {
      requireActive(found);
      signingSecret = found.webhookSecret === null ? newWebhookSecret() : null;
      const sealed = signingSecret === null ? {} : { webhookSecret: sealWebhookSecret(this.#options.dataKey, id, signingSecret) };
      return tx.apiClient.update({ where: { id }, data: { webhookUrl: url, ...sealed } });
    });
    return { client, signingSecret };
  }

  async removeWebhook(by: StaffId, id: ApiClientId): Promise<ApiClientView> {
    return this.#change(by, id, 'webhook.removed', (tx) => tx.apiClient.update({ where: { id }, data: NO_WEBHOOK }));
  }

  /** Throws `wrong_state` where no address is set. */
  async rotateSecret(by: StaffId, id: ApiClientId): Promise<{ client: ApiClientView; signingSecret: string }> {
    const { dataKey, clock } = this.#options;
    const signingSecret = newWebhookSecret();
    const client = await this.#change(by, id, 'webhook.secret_rotated', async (tx, found) => {
      requireActive(found);
      if (found.webhookSecret === null) throw new AppError('wrong_state');
      return tx.apiClient.update({
        where: { id },
        data: {
          webhookSecret: sealWebhookSecret(dataKey, id, signingSecret),
          previousWebhookSecret: found.webhookSecret,
          previousSecretUntil: new Date(clock() + OLD_SECRET_GOOD_FOR_MS),
        },
      });
    });
    return { client, signingSecret };
  }

  /** Posts a test message once and waits for what comes of it. Throws `wrong_state` where no address is set. */
  async test(by: StaffId, id: ApiClientId, signal: AbortSignal): Promise<WebhookDeliveryView> {
    const { database, audit, delivery, clock } = this.#options;
    const client = await database.read((prisma) => prisma.apiClient.findUnique({ where: { id } }));
    if (client === null) throw new AppError('not_found');
    const webhookId = newWebhookId();
    const at = clock();
    await audit.recordAlone({ action: 'webhook.tested', staffId: by, object: id, detail: { webhookId } });
    const outcome = await delivery.post(client, webhookId, { type: 'webhook.test', at }, signal);
    if (outcome === null) throw new AppError('wrong_state');
    const row = await database.read((prisma) =>
      prisma.webhookDelivery.create({
        data: {
          id: webhookId,
          apiClientId: id,
          type: 'webhook.test',
          status: isDelivered(outcome) ? 'delivered' : 'failed',
          attempts: 1,
          lastStatus: outcome.status,
          lastError: outcome.error,
          queuedAt: new Date(at),
          lastAttemptAt: new Date(clock()),
        },
      }),
    );
    return toDelivery(row);
  }

  async deliveries(id: ApiClientId): Promise<WebhookDeliveryView[]> {
    return this.#options.database.read(async (prisma) => {
      if ((await prisma.apiClient.count({ where: { id } })) === 0) throw new AppError('not_found');
      const rows = await prisma.webhookDelivery.findMany({
        where: { apiClientId: id },
        orderBy: { queuedAt: 'desc' },
        take: MAX_DELIVERIES,
      });
      return rows.map(toDelivery);
    });
  }

  async #change(
    by: StaffId,
    id: ApiClientId,
    action: AuditAction,
    work: (tx: Tx, client: ApiClient) => Promise<ApiClient>,
  ): Promise<ApiClientView> {
    const { database, audit } = this.#options;
    return database.transaction(async (tx) => {
      await tx.$queryRaw`select 1 from "ApiClient" where "id" = ${id} for update`;
      const found = await tx.apiClient.findUnique({ where: { id } });
      if (found === null) throw new AppError('not_found');
      const changed = await work(tx, found);
      await audit.record(tx, { action, staffId: by, object: id, detail: {} });
      const deliveries = await tx.webhookDelivery.findMany({ where: { apiClientId: id }, orderBy: { queuedAt: 'desc' }, take: 1 });
      return toView({ ...changed, deliveries });
    });
  }
}

function requireActive(client: ApiClient): void {
  if (!client.active) throw new AppError('wrong_state');
}

function toView(row: ApiClient & { readonly deliveries: readonly DeliveryRow[] }): ApiClientView {
  const [last] = row.deliveries;
  return {
    apiClientId: ApiClientId.parse(row.id),
    name: row.name,
    keyHint: row.keyHint,
    active: row.active,
    createdAt: row.createdAt.getTime(),
    revokedAt: row.revokedAt?.getTime() ?? null,
    webhook:
      row.webhookUrl === null
        ? null
        : {
            url: row.webhookUrl,
            previousSecretUntil: row.previousSecretUntil?.getTime() ?? null,
            lastDelivery: last === undefined ? null : toDelivery(last),
          },
  };
}

function toDelivery(row: DeliveryRow): WebhookDeliveryView {
  return {
    webhookId: row.id,
    type: row.type,
    status: DeliveryStatus.parse(row.status),
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    queuedAt: row.queuedAt.getTime(),
    lastAttemptAt: row.lastAttemptAt?.getTime() ?? null,
  };
}
