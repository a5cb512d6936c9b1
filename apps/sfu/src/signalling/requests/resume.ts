import { AppError } from '@guichet/protocol';
import type { Handler, SignallingDeps } from '../handler.ts';
import { verifyPageProof } from '../page-proof.ts';

/** No token: the page shows that it is the one that joined. */
export const resume =
  ({ rooms }: SignallingDeps): Handler<'peer.resume'> =>
  async ({ participantId, proof }, connection) => {
    const nonce = connection.nonce.take(performance.now());
    const keyThumbprint = await verifyPageProof('resume', nonce, proof);
    const seat = rooms.findSeat(participantId, keyThumbprint);
    // Whether the participant exists is told to its own page only.
    if (!seat) throw new AppError('peer_unknown');
    const { room, peer } = seat;
    if (!peer.media) throw new AppError('unavailable');
    room.resume(peer, connection);
    connection.sit(seat);
    if (connection.closed) room.disconnected(peer, connection);
    // What was offered while the socket was gone was offered to nobody.
    void room.exchange.offerAllTo(peer);
    return room.snapshot(peer);
  };
