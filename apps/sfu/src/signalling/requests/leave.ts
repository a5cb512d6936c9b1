import { type Handler, seatOf } from '../handler.ts';

export const leave: Handler<'peer.leave'> = (_payload, connection) => {
  const { room, peer } = seatOf(connection);
  room.leave(peer);
  connection.stand();
  return {};
};
