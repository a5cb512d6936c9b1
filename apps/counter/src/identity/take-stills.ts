import { AppError, type SessionId } from '@guichet/protocol';
import type { MediaPlane, TakenStill, WantedStills } from '../nodes/media-plane.ts';
import type { Core } from '../sessions/core.ts';
import { placeOfCustomer } from './place-of-customer.ts';

/** Pictures of what is recorded of the customer; none where there is nothing to take one of: no call, the camera off, or no picture in time. */
export type TakeStills = (sessionId: SessionId, wanted: WantedStills | null) => Promise<readonly TakenStill[]>;

/** `wanted` null: one picture, as large as it is kept. */
export const takeStillsOf =
  (core: Core, media: MediaPlane): TakeStills =>
  async (sessionId, wanted) => {
    const place = await placeOfCustomer(core, sessionId);
    if (place === null) return [];
    // A keyframe that is lost on the way is asked for again: nobody has to show their document twice for that.
    for (let left = ATTEMPTS; left > 0; left -= 1) {
      try {
        return wanted === null ? [await media.takeStill(...place)] : await media.takeStills(...place, wanted);
      } catch (error) {
        const { code } = AppError.from(error);
        core.logger.warn({ sessionId, code }, 'no picture could be taken for a check');
        if (code !== 'unavailable') break;
      }
    }
    return [];
  };

const ATTEMPTS = 2;
