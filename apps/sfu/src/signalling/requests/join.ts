import { AppError } from '@guichet/protocol';
import type { Handler, SignallingDeps } from '../handler.ts';
import { verifyPageProof } from '../page-proof.ts';

/** A token lets in only the page whose key it names; whoever steals it alone neither joins nor takes over. */
export const join =
  ({ rooms, tokens }: SignallingDeps): Handler<'peer.join'> =>
  async ({ token, proof }, connection, signal) => {
    const nonce = connection.nonce.take(performance.now());
    const claims = await tokens.verify(token);
    const keyThumbprint = await verifyPageProof('join', nonce, proof);
    if (keyThumbprint !== claims.cnf.jkt) throw new AppError('proof_invalid');
    const room = rooms.get(claims.room);
    if (!room) throw new AppError('not_found');
    tokens.useUp(claims);

    const entrant = { participantId: claims.sub, grants: claims.grants, keyThumbprint, tokenIssuedAtMs: claims.iat * 1000 };
    const peer = await room.join(entrant, connection, signal);
    connection.sit({ room, peer });
    if (connection.closed) room.disconnected(peer, connection);
    return room.snapshot(peer);
  };
