import { AppError, type NodeCommands, type ReplyOf, type TrackId } from '@guichet/protocol';
import { grayOf, measurePicture, picturePng } from '@guichet/recording/measures';
import type { RoomRecording } from '../media/room-recording.ts';

const HEIGHT_PX = 180;
/** Far enough apart for somebody who moves to have moved. */
const EVERY_MS = 500;

/** What is recorded of a camera from a keyframe on, measured. @throws AppError as `RoomRecording.takeStills` does */
export async function confirmPicture(
  recording: RoomRecording,
  { trackId, count }: { readonly trackId: TrackId; readonly count: number },
): Promise<ReplyOf<NodeCommands['picture.confirm']>> {
  const stills = await recording.takeStills({ trackId, heightPx: HEIGHT_PX, everyMs: EVERY_MS, count, format: 'rgb' });
  const pictures = stills.map(({ atMs, picture, widthPx, heightPx }) => ({ atMs, rgb: picture, widthPx, heightPx }));
  const grays = pictures.map(grayOf);
  const last = pictures.at(-1);
  if (!last) throw new AppError('unavailable');
  return {
    pictures: grays.map((gray, index) => ({ ...measurePicture(gray, grays[index - 1] ?? null), atMs: pictures[index]?.atMs ?? 0 })),
    picture: picturePng(last).toString('base64'),
  };
}
