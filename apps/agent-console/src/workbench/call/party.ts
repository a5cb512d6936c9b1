import type { CallParty, CallView, ParticipantId } from '@guichet/protocol';
import type { RemoteParty } from '../media/call-media-state.ts';

/** A party of the call: who it is (from the counter) and what is seen of it (from the media plane). */
export interface SeenParty {
  readonly party: CallParty;
  readonly media: RemoteParty | null;
}

/** Everyone but oneself, the customer first. The counter knows who belongs to the call; the media plane may be ahead or behind. */
export function otherParties(call: CallView, selfId: ParticipantId | null, remotes: readonly RemoteParty[]): SeenParty[] {
  return call.parties
    .filter((party) => party.participantId !== selfId)
    .map((party) => ({ party, media: remotes.find((remote) => remote.participantId === party.participantId) ?? null }))
    .sort((a, b) => Number(b.party.role === 'customer') - Number(a.party.role === 'customer'));
}

/** The parties with the customer called what the page's language calls somebody whom the bank does not know. */
export function withCustomerName(call: CallView, customerName: string): CallView {
  return { ...call, parties: call.parties.map((party) => (party.role === 'customer' ? { ...party, displayName: customerName } : party)) };
}

/** Connected as far as both planes know: either may notice first that somebody is gone. */
export const isConnected = ({ party, media }: SeenParty): boolean => party.connected && media?.connected !== false;
