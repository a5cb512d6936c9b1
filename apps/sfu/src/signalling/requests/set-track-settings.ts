import { type Handler, seatOf } from '../handler.ts';

export const setTrackSettings: Handler<'track.settings'> = ({ trackId, settings }, connection) => {
  const { room, peer } = seatOf(connection);
  room.exchange.setSettings(peer, trackId, settings);
  return {};
};
