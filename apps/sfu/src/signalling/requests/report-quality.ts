import { type Handler, seatOf } from '../handler.ts';

export const reportQuality: Handler<'quality.report'> = (sample, connection) => {
  const { room, peer } = seatOf(connection);
  room.reportQuality(peer, sample);
  return {};
};
