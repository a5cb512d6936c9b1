import { type Handler, seatOf } from '../handler.ts';

export const publishTrack: Handler<'track.publish'> = async (wish, connection) => {
  const { room, peer } = seatOf(connection);
  return { trackId: await room.exchange.publish(peer, wish) };
};
