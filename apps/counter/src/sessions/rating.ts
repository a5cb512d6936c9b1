import { AppError, type SessionId } from '@guichet/protocol';
import type { Core } from './core.ts';
import { lockSession } from './session-row.ts';

export const RATING_VALUE = 'rating.comment';

/** Notes the customer's rating of a call that is over, once; throws `wrong_state`. */
export async function rateSession(
  core: Core,
  sessionId: SessionId,
  rating: { readonly stars: number; readonly comment: string | null },
): Promise<void> {
  await core.database.transaction(async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session.status !== 'ended' || session.rated) throw new AppError('wrong_state');
    const comment =
      rating.comment === null || rating.comment === '' ? null : await core.vault.commit(tx, sessionId, RATING_VALUE, rating.comment);
    await core.log.append(tx, sessionId, { actor: { kind: 'customer' }, type: 'session.rated', payload: { stars: rating.stars, comment } });
  });
}
