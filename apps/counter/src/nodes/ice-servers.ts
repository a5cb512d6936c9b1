import { createHmac } from 'node:crypto';
import type { IceServer, ParticipantId } from '@guichet/protocol';

/** How long a TURN credential opens new allocations; those that exist go on. Longer than any session. */
const CREDENTIAL_LIFETIME_SECONDS = 6 * 3_600;

export interface TurnConfig {
  readonly urls: readonly string[];
  readonly secret: string | null;
}

/**
 * The servers that help a browser to reach the node. A TURN credential is made for one participant and runs out by itself: the scheme
 * that coturn knows as `use-auth-secret` (draft-uberti-behave-turn-rest-00: name is `expiry:user`, password the HMAC-SHA-1 of it).
 */
export function iceServersFor(participantId: ParticipantId, config: TurnConfig, now: Date): IceServer[] {
  const stun = config.urls.filter((url) => url.startsWith('stun'));
  const turn = config.urls.filter((url) => url.startsWith('turn'));
  const servers: IceServer[] = stun.length > 0 ? [{ urls: stun }] : [];
  if (turn.length === 0 || config.secret === null) return servers;
  const username = `${Math.floor(now.getTime() / 1_000) + CREDENTIAL_LIFETIME_SECONDS}:${participantId}`;
  const credential = createHmac('sha1', config.secret).update(username).digest('base64');
  return [...servers, { urls: turn, username, credential }];
}
