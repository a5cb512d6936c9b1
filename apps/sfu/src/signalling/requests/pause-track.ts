import { type Handler, seatOf } from '../handler.ts';

export const pauseTrack: Handler<'track.pause'> = async ({ trackId }, connection) => {
  const { room, peer } = seatOf(connection);
  await room.exchange.setPaused(peer, trackId, true);
  return {};
};
