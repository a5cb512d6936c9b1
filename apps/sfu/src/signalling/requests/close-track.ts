import { type Handler, seatOf } from '../handler.ts';

export const closeTrack: Handler<'track.close'> = ({ trackId }, connection) => {
  const { room, peer } = seatOf(connection);
  room.exchange.close(peer, peer.track(trackId));
  return {};
};
