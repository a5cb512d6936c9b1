import { type Handler, seatOf } from '../handler.ts';

export const ready: Handler<'peer.ready'> = async ({ rtpCapabilities, generation }, connection) => {
  const { room, peer } = seatOf(connection);
  await room.exchange.ready(peer, generation, rtpCapabilities);
  return {};
};
