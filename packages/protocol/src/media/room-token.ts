import { z } from 'zod';
import { NodeId, ParticipantId, RoomId } from '../wire/ids.ts';
import { IceServer } from './rtp.ts';

export const TrackSource = z.enum(['microphone', 'camera', 'screen']);
export type TrackSource = z.infer<typeof TrackSource>;

/** What its holder may do in the room. Nothing is granted that is not named. */
export const RoomGrants = z.object({
  publish: z.array(TrackSource).max(3),
  subscribe: z.boolean(),
  /** Others are not told of a hidden peer (a supervisor who listens). */
  hidden: z.boolean(),
  /** Its tracks go into the room's recording. */
  record: z.boolean(),
});
export type RoomGrants = z.infer<typeof RoomGrants>;

/** How long a token may wait to be used; joining is all it is for, staying needs no token. */
export const ROOM_TOKEN_LIFETIME_SECONDS = 60;
export const ROOM_TOKEN_ISSUER = 'guichet-counter';
export const ROOM_TOKEN_ALGORITHM = 'EdDSA';

/** Audience of a room token: exactly one node accepts it. */
export const roomTokenAudience = (nodeId: NodeId): string => `node:${nodeId}`;

/**
 * The claims of a room token: a JWT (RFC 7519) that the counter signs and one node accepts once. It names the key of the page that
 * asked for it (`cnf.jkt`, RFC 7800 and RFC 7638), so whoever steals the token alone can neither join nor take over.
 */
export const RoomTokenClaims = z.object({
  iss: z.literal(ROOM_TOKEN_ISSUER),
  aud: z.string(),
  sub: ParticipantId,
  jti: z.string().min(16).max(64),
  iat: z.number().int(),
  exp: z.number().int(),
  room: RoomId,
  grants: RoomGrants,
  cnf: z.object({ jkt: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
});
export type RoomTokenClaims = z.infer<typeof RoomTokenClaims>;

/** The public key of a page: made when the page loads, never leaves it, never stored. P-256, as every WebCrypto has it. */
export const PageKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  y: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type PageKey = z.infer<typeof PageKey>;

/**
 * Proof that the sender holds the page's key: an ECDSA P-256 SHA-256 signature (IEEE P1363 form, base64url) over the UTF-8
 * bytes of `proofText(...)`. The nonce is the node's, used once.
 */
export const PageProof = z.object({ key: PageKey, signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/) });
export type PageProof = z.infer<typeof PageProof>;

export const proofText = (purpose: 'join' | 'resume', nonce: string): string => `guichet:${purpose}:${nonce}`;

/** Everything a page needs to enter a room; the counter's answer to "join". */
export const RoomPass = z.object({
  roomId: RoomId,
  nodeId: NodeId,
  participantId: ParticipantId,
  /** Where the node's signalling listens, as the browser reaches it. */
  signallingUrl: z.url(),
  token: z.string().max(4096),
  iceServers: z.array(IceServer).max(8),
});
export type RoomPass = z.infer<typeof RoomPass>;
