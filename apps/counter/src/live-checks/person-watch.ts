import { type FaceCompared, type PatternAt, picturesToCompare, SpanWatch, type WatchChange } from '@guichet/rules/watch';
import type { PersonSeen } from './live-person.ts';

/** Seen twice, on pictures of different moments; one match ends it. */
const SURE_OF_ANOTHER = { onsetMs: 800, endMs: 0 };
/** While somebody sits down no engine is sure. Of one who is always unsure it is asked at leisure. */
const MOST_UNSURE = 3;

/** Whether it still is the one who was identified: when that is to be asked, and what the answers come to. */
export class PersonWatch {
  readonly #span = new SpanWatch('different_person', SURE_OF_ANOTHER);
  #compared: FaceCompared | null = null;
  #unsure = 0;

  /** The last answer was that it is somebody else, whether or not that counts yet. */
  get doubts(): boolean {
    return this.#span.doubts;
  }

  /** @param newest of the picture that would be compared @returns how many are to be compared now, of different moments; then that is noted */
  ask(newest: PatternAt): 0 | 1 | 2 {
    const count = picturesToCompare(this.#compared, newest);
    if (count > 0) this.#compared = { pattern: newest.pattern, atMs: newest.atMs, closely: false };
    return count;
  }

  /** Nobody was there, or somebody else as well: whoever is there next may be another one. */
  lostSight(): void {
    this.#unsure = 0;
    this.#askSoon();
  }

  /** @param moments of the pictures that were compared, for all of which the answer holds */
  take(moments: readonly number[], { differs, score }: Pick<PersonSeen, 'differs' | 'score'>): WatchChange[] {
    if (differs === null) {
      this.#unsure += 1;
      if (this.#unsure <= MOST_UNSURE) this.#askSoon();
      return [];
    }
    this.#unsure = 0;
    const changes = moments.flatMap((atMs) => this.#span.push(atMs, differs, score));
    if (this.doubts) this.#askSoon();
    return changes;
  }

  #askSoon(): void {
    if (this.#compared !== null) this.#compared = { ...this.#compared, closely: true };
  }
}
