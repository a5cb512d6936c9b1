import { type Handler, seatOf } from '../handler.ts';

export const restartIce: Handler<'transport.restartIce'> = async ({ direction, generation }, connection) => {
  const { peer } = seatOf(connection);
  return { iceParameters: await peer.mediaOf(generation).restartIce(direction) };
};
