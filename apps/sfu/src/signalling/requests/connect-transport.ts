import { type Handler, seatOf } from '../handler.ts';

export const connectTransport: Handler<'transport.connect'> = async ({ direction, generation, dtlsParameters }, connection) => {
  const { peer } = seatOf(connection);
  await peer.mediaOf(generation).connect(direction, dtlsParameters);
  return {};
};
