import { setTimeout as delay } from 'node:timers/promises';
import type { EvidenceView, SessionId } from '@guichet/protocol';
import type { SignedIn, WholeCounter } from './whole-counter.ts';

/** Where a session's seal stands, for whoever asks again and again: as fast as the route lets them. */
export async function readEvidence(counter: WholeCounter, staff: SignedIn, sessionId: SessionId): Promise<EvidenceView> {
  for (;;) {
    const answer = await counter.ask('GET', `/v1/sessions/${sessionId}/evidence`, staff);
    if (answer.status === 200) return answer.body as EvidenceView;
    if (answer.status !== 429) throw new Error(`Evidence: ${answer.status}`);
    await delay((answer.body as { readonly retryAfterMs?: number }).retryAfterMs ?? 200);
  }
}
