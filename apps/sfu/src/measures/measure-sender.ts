import type { RoomId, RoomMeasures, TrackMeasures } from '@guichet/protocol';
import { everyTogether } from '../media/shared-ticker.ts';

/** Half of what is measured at once: with every turn of the sound's windows. */
const SEND_EVERY_MS = 500;
/** One message takes no more rooms. */
const MAX_ROOMS = 200;

interface Measured {
  readonly id: RoomId;
  readonly recording: { takeMeasures(): TrackMeasures[] } | null;
}

/** Tells the counter what was measured in all rooms, together: measures that nobody hears are forgotten. @returns what ends it */
export function sendMeasures(rooms: () => readonly Measured[], send: (rooms: RoomMeasures[]) => void): () => void {
  return everyTogether(SEND_EVERY_MS, () => {
    const measured = rooms().flatMap(({ id: roomId, recording }) => {
      const tracks = recording?.takeMeasures() ?? [];
      return tracks.length === 0 ? [] : [{ roomId, tracks }];
    });
    for (let at = 0; at < measured.length; at += MAX_ROOMS) send(measured.slice(at, at + MAX_ROOMS));
  });
}
