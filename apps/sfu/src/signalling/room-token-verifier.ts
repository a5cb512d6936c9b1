import {
  AppError,
  type JsonWebKey,
  type NodeId,
  ROOM_TOKEN_ALGORITHM,
  ROOM_TOKEN_ISSUER,
  ROOM_TOKEN_LIFETIME_SECONDS,
  roomTokenAudience,
  RoomTokenClaims,
} from '@guichet/protocol';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

/** How far the counter's clock and the node's may be apart. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** What the node knows of who mints tokens; it learns that when it registers, and keeps it while the counter is away. */
export interface TokenAuthority {
  readonly nodeId: NodeId;
  readonly tokenKeys: readonly JsonWebKey[];
}

/** Verifies room tokens (RFC 7519), and takes each of them once. */
export class RoomTokenVerifier {
  #authority: { readonly nodeId: NodeId; readonly keys: ReturnType<typeof createLocalJWKSet> } | null = null;
  /** Ids of used tokens, with the time (Unix ms) after which they would be refused as expired anyway; in the order of their use. */
  readonly #used = new Map<string, number>();

  trust({ nodeId, tokenKeys }: TokenAuthority): void {
    this.#authority = { nodeId, keys: createLocalJWKSet({ keys: tokenKeys } as unknown as JSONWebKeySet) };
  }

  /** @throws AppError `token_invalid`, whatever is wrong with it */
  async verify(token: string): Promise<RoomTokenClaims> {
    const authority = this.#authority;
    // Nobody is trusted before the counter has said whom to trust.
    if (!authority) throw new AppError('token_invalid');
    try {
      const { payload } = await jwtVerify(token, authority.keys, {
        // Named, so that a token can't choose how it is verified: `none` and the HMAC family are refused whatever the key set holds.
        algorithms: [ROOM_TOKEN_ALGORITHM],
        issuer: ROOM_TOKEN_ISSUER,
        audience: roomTokenAudience(authority.nodeId),
        requiredClaims: ['exp', 'iat', 'jti', 'sub'],
        maxTokenAge: ROOM_TOKEN_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return RoomTokenClaims.parse(payload);
    } catch (cause) {
      throw new AppError('token_invalid', { cause });
    }
  }

  /**
   * Uses a verified token up. To be called after the proof of the page's key: otherwise a thief without the key could use it up.
   *
   * @throws AppError `token_invalid` when it was used before
   */
  useUp({ jti, exp }: RoomTokenClaims): void {
    const nowMs = Date.now();
    for (const [id, untilMs] of this.#used) if (untilMs < nowMs) this.#used.delete(id);
    if (this.#used.has(jti)) throw new AppError('token_invalid');
    // `exp` may be far away; older than its life time a token is refused whatever it says.
    const untilSeconds = Math.min(exp, nowMs / 1000 + ROOM_TOKEN_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS);
    this.#used.set(jti, (untilSeconds + 2 * CLOCK_TOLERANCE_SECONDS) * 1000);
  }
}
