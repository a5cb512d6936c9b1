import { AppError, type NodeCommands, type ReplyOf, type TrackId } from '@guichet/protocol';
import { grayOf, measurePicture, picturePng } from '@guichet/recording/measures';
import type { RoomRecording } from '../media/room-recording.ts';

const HEIGHT_PX = 180;
/** There is but one; the service wants to know. */
const EVERY_MS = 500;

/** The next keyframe of what is recorded of a camera, measured. @throws AppError as `RoomRecording.takeStills` does */
export async function confirmPicture(recording: RoomRecording, trackId: TrackId): Promise<ReplyOf<NodeCommands['picture.confirm']>> {
  const [still] = await recording.takeStills({ trackId, heightPx: HEIGHT_PX, everyMs: EVERY_MS, count: 1, format: 'planes' });
  if (!still) throw new AppError('unavailable');
  const { atMs, picture: planes, widthPx, heightPx } = still;
  const picture = { atMs, planes, widthPx, heightPx };
  return { measure: { ...measurePicture(grayOf(picture), null), atMs }, picture: picturePng(picture).toString('base64') };
}
