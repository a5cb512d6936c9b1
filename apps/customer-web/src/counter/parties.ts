import type { CallParty } from '@guichet/protocol';
import type { RemotePeer, RemoteTrack, RoomView } from '@guichet/rtc-client';
import type { CallSession, Self } from './call-session.ts';

/** Somebody else in the call: what the counter says of them and what the room brings. */
export interface Party {
  readonly participantId: string;
  readonly role: CallParty['role'];
  readonly displayName: string;
  readonly connected: boolean;
  readonly awaySinceMs: number | null;
  readonly camera: RemoteTrack | null;
  readonly screen: RemoteTrack | null;
  readonly muted: boolean;
}

export interface Parties {
  /** The agent who serves; the first while one hands over to another. Null until somebody is there. */
  readonly main: Party | null;
  readonly others: readonly Party[];
}

/** The bank's side before the customer, the customer before who was asked along. */
const rankOf = ({ role }: Pick<CallParty, 'role'>): number => (role === 'guest' ? 2 : role === 'customer' ? 1 : 0);

/** Puts names to faces: the counter knows who takes part, the room who is there. */
export function partiesOf({ call }: Pick<CallSession, 'call'>, self: Self, room: RoomView | null): Parties {
  const peers = new Map<string, RemotePeer>(room?.peers.map((peer) => [peer.participantId, peer]));
  const parties = (call?.parties ?? [])
    .filter(({ role, participantId }) => (self.role === 'customer' ? role !== 'customer' : participantId !== self.participantId))
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .map(({ participantId, role, displayName, connected }): Party => {
      const peer = peers.get(participantId);
      const track = (source: RemoteTrack['source']) => peer?.tracks.find((each) => each.source === source) ?? null;
      return {
        participantId,
        role,
        displayName,
        connected: peer?.connected ?? connected,
        awaySinceMs: peer?.awaySinceMs ?? null,
        camera: track('camera'),
        screen: track('screen'),
        muted: track('microphone')?.paused ?? false,
      };
    });
  const staff = parties.filter((party) => rankOf(party) === 0);
  const main = staff.find(({ connected, camera }) => connected && camera !== null) ?? parties[0] ?? null;
  return { main, others: parties.filter((party) => party !== main) };
}
