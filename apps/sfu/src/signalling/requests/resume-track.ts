import { type Handler, seatOf } from '../handler.ts';

export const resumeTrack: Handler<'track.resume'> = async ({ trackId }, connection) => {
  const { room, peer } = seatOf(connection);
  await room.exchange.setPaused(peer, trackId, false);
  return {};
};
