import type { Handlers, NodeCommands } from '@guichet/protocol';
import type { RoomRegistry } from '../media/room-registry.ts';

/** What the counter can make the node do. */
export function commandHandlers(rooms: RoomRegistry): Handlers<NodeCommands, unknown> {
  return {
    'room.open': async (plan) => {
      await rooms.open(plan);
      return {};
    },
    'room.close': ({ roomId, reason }) => {
      rooms.close(roomId, reason);
      return {};
    },
    'peer.remove': ({ roomId, participantId }) => {
      rooms.remove(roomId, participantId);
      return {};
    },
    'peer.hold': ({ roomId, participantId, held }) => {
      rooms.hold(roomId, participantId, held);
      return {};
    },
    'recording.pause': async ({ roomId, paused }) => {
      await rooms.pauseRecording(roomId, paused);
      return {};
    },
    'still.take': (wanted) => rooms.takeStill(wanted),
    'stills.take': (wanted) => rooms.takeStills(wanted),
    'sound.take': (wanted) => rooms.takeSound(wanted),
    'picture.latest': (wanted) => rooms.latestPicture(wanted),
    'picture.confirm': (wanted) => rooms.confirmPicture(wanted),
  };
}
