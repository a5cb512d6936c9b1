import { randomUUID } from 'node:crypto';
import type { SessionEvent, WebhookMessage } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { JobQueue } from '../jobs/job-queue.ts';

/** Queues what a bank's system is to be told, in the transaction of the event that it is told of. */
export class WebhookOutbox {
  readonly #jobs: JobQueue;

  constructor(jobs: JobQueue) {
    this.#jobs = jobs;
  }

  /** For `SessionLog.onAppended`. Sessions that no bank's system opened, and systems that want no word, queue nothing. */
  async take(tx: Tx, event: SessionEvent): Promise<void> {
    const message = messageOf(event);
    if (message === null) return;
    const session = await tx.session.findUnique({
      where: { id: event.sessionId },
      select: { apiClient: { select: { id: true, active: true, webhookUrl: true } } },
    });
    const client = session?.apiClient;
    if (client?.active !== true || client.webhookUrl === null) return;
    if (message.type === 'session.started' && (await isLaterCall(tx, event))) return;
    const webhookId = newWebhookId();
    await tx.webhookDelivery.create({
      data: { id: webhookId, apiClientId: client.id, type: message.type, status: 'pending', queuedAt: new Date(event.at) },
    });
    await this.#jobs.enqueue(tx, 'webhook.deliver', { webhookId, apiClientId: client.id, message });
  }
}

export const newWebhookId = (): string => `msg_${randomUUID()}`;

/** A session that goes back to the queue, or whose call is moved, has more than one call; it has started once. */
async function isLaterCall(tx: Tx, { sessionId, seq }: SessionEvent): Promise<boolean> {
  return (await tx.sessionEvent.count({ where: { sessionId, type: 'call.started', seq: { lt: seq } } })) > 0;
}

function messageOf(event: SessionEvent): WebhookMessage | null {
  const { sessionId, at } = event;
  switch (event.type) {
    case 'call.started':
      return { type: 'session.started', sessionId, at };
    case 'session.ended':
      return { type: 'session.ended', sessionId, at, reason: event.payload.reason };
    case 'recording.muxed':
      return { type: 'recording.ready', sessionId, recordingId: event.payload.recordingId, at };
    case 'rectification.requested':
      return { type: 'rectification.requested', sessionId, rectificationId: event.payload.rectificationId, at, dueAt: event.payload.dueAt };
    default:
      return null;
  }
}
