import type { Handler } from '../handler.ts';

export const challenge: Handler<'peer.challenge'> = (_payload, connection) => ({ nonce: connection.nonce.issue(performance.now()) });
