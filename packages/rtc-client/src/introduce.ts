import { AppError, type Entry, type ParticipantId, type RoomPass, type RoomSnapshot } from '@guichet/protocol';
import type { PageIdentity } from './page-identity.ts';
import type { Signalling } from './signalling.ts';

interface Introduction {
  readonly identity: PageIdentity;
  readonly pass: RoomPass;
  readonly entry: Entry;
  /** What this page has on the node that the pass names; null when it has nothing there. */
  readonly present: { readonly participantId: ParticipantId; readonly generation: number } | null;
}

/**
 * Says on a fresh socket who the page is. A fresh pass to the node that still holds the page is no reason to cut its media: the node is
 * asked first whether it can go on.
 *
 * @throws AppError what the node refused
 */
export async function introduce(signalling: Signalling, { identity, pass, entry, present }: Introduction): Promise<RoomSnapshot> {
  const prove = async (purpose: Entry) => {
    const { nonce } = await signalling.ask('peer.challenge', {});
    return identity.prove(purpose, nonce);
  };
  if (present) {
    try {
      return await signalling.ask('peer.resume', { ...present, proof: await prove('resume') });
    } catch (thrown) {
      if (entry === 'resume' || AppError.from(thrown).code !== 'peer_unknown') throw thrown;
    }
  }
  if (entry === 'resume') throw new AppError('peer_unknown');
  return signalling.ask('peer.join', { token: pass.token, proof: await prove('join') });
}
