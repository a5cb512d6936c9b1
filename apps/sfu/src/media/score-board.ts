import type { Peer } from './peer.ts';
import { everyTogether } from './shared-ticker.ts';

const TELL_EVERY_MS = 2_000;

/** Tells each peer the scores of its tracks and subscriptions whenever they have changed, at most once in a while. */
export class ScoreBoard {
  readonly #peers: () => readonly Peer[];
  readonly #stop: () => void;
  readonly #told = new WeakMap<Peer, string>();

  constructor(peers: () => readonly Peer[]) {
    this.#peers = peers;
    this.#stop = everyTogether(TELL_EVERY_MS, () => this.#tell());
  }

  close(): void {
    this.#stop();
  }

  #tell(): void {
    for (const peer of this.#peers()) {
      if (!peer.link) continue;
      const scores = {
        tracks: peer.liveTracks.map((track) => ({ trackId: track.id, score: track.score })),
        subscriptions: [...peer.subscriptions.values()].map((subscription) => ({
          subscriptionId: subscription.id,
          score: subscription.score,
        })),
      };
      const text = JSON.stringify(scores);
      if (scores.tracks.length + scores.subscriptions.length === 0 || this.#told.get(peer) === text) continue;
      this.#told.set(peer, text);
      peer.link.notify('quality.scores', scores);
    }
  }
}
