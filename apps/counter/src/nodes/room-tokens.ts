import { randomBytes } from 'node:crypto';
import {
  ROOM_TOKEN_ALGORITHM,
  ROOM_TOKEN_ISSUER,
  ROOM_TOKEN_LIFETIME_SECONDS,
  roomTokenAudience,
  type RoomTokenClaims,
} from '@guichet/protocol';
import { SignJWT } from 'jose';
import type { PassRequest } from './media-plane.ts';
import type { RoomTokenKeys } from './room-token-keys.ts';

/** A token that lets one page into one room of one node, once, within a minute. */
export async function mintRoomToken(request: PassRequest, keys: RoomTokenKeys, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1_000);
  const claims: RoomTokenClaims = {
    iss: ROOM_TOKEN_ISSUER,
    aud: roomTokenAudience(request.nodeId),
    sub: request.participantId,
    jti: randomBytes(16).toString('base64url'),
    iat: issuedAt,
    exp: issuedAt + ROOM_TOKEN_LIFETIME_SECONDS,
    room: request.roomId,
    grants: request.grants,
    cnf: { jkt: request.pageKey },
  };
  const { kid, key } = keys.signing;
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: ROOM_TOKEN_ALGORITHM, kid, typ: 'JWT' }).sign(key);
}
