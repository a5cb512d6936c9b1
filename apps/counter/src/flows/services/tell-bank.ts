import type { KeyObject } from 'node:crypto';
import { AppError } from '@guichet/protocol';
import type { JsonObject } from '@guichet/workflow';
import type { Core } from '../../sessions/core.ts';
import { postWebhook } from '../../webhooks/webhook-post.ts';
import { secretsOf } from '../../webhooks/webhook-secrets.ts';
import { signWebhook } from '../../webhooks/webhook-signature.ts';
import type { EffectAnswer, EffectRequest } from '../flow-services.ts';

const GONE = 410;

export interface BankNotice {
  readonly channel: string;
  readonly template: string;
  readonly params: JsonObject;
}

/**
 * Tells the bank's system that opened the session, at its webhook and signed as all webhooks are; `webhook-id` tells repeats. Which person is told
 * by which text message is the bank's to decide: the counter reaches nobody's telephone.
 */
export async function tellBank(
  core: Core,
  dataKey: KeyObject,
  { sessionId, flowRunId, nodeRunId, idempotencyKey }: EffectRequest,
  notice: BankNotice,
  signal: AbortSignal,
): Promise<EffectAnswer> {
  const session = await core.database.read((prisma) =>
    prisma.session.findUniqueOrThrow({ where: { id: sessionId }, include: { apiClient: true } }),
  );
  const client = session.apiClient;
  const at = core.clock();
  const secrets = client === null ? null : secretsOf(dataKey, client, at);
  if (client?.active !== true || client.webhookUrl === null || secrets === null) return { ok: false, code: 'not_available' };

  const body = JSON.stringify({ type: 'flow.notified', sessionId, flowRunId, nodeRunId, at, ...notice });
  const outcome = await postWebhook(client.webhookUrl, body, signWebhook(secrets, idempotencyKey, at, body), signal);
  if (outcome.status === GONE) return { ok: false, code: 'refused' };
  if (outcome.status === null || outcome.status < 200 || outcome.status > 299) throw new AppError('unavailable');
  return { ok: true };
}
