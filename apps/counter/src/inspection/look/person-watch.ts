import type { CheckEngine } from '@guichet/protocol';
import type { LookFact, ObservationFact } from '@guichet/rules';
import { SpanWatch } from '@guichet/rules/watch';
import type { FaceEyes } from './face-eyes.ts';
import type { LookedAt } from './observed.ts';

/** Comparing costs ten times what counting faces does, and people are not swapped within seconds. */
const COMPARED_EVERY_MS = 4_000;

/**
 * Holds faces against the one that was identified. Only a picture that surely is the same person counts as looked at: where an engine is not sure, the rule has
 * too little to go by, and a person looks.
 */
export class PersonWatch {
  readonly #track: LookedAt;
  readonly #reference: Buffer;
  readonly #watch = new SpanWatch('different_person', { onsetMs: 0, endMs: 0 });
  readonly #observations: ObservationFact[] = [];
  #engine: CheckEngine | null = null;
  #asked = 0;
  #sure = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(track: LookedAt, reference: Buffer) {
    this.#track = track;
    this.#reference = reference;
  }

  async look(eyes: FaceEyes, atMs: number, jpeg: Buffer): Promise<void> {
    if (atMs - this.#lastMs < COMPARED_EVERY_MS) return;
    this.#lastMs = atMs;
    this.#asked += 1;
    const comparison = await eyes.compare(this.#reference, jpeg);
    if (comparison === null) return;
    const { outcome, score, engine } = comparison;
    this.#engine = { name: engine.name, version: engine.version };
    const differs = outcome === 'no_match';
    if (outcome === 'match' || differs) this.#sure += 1;
    this.#take(this.#watch.push(atMs, differs, score));
  }

  end(durationMs: number): { readonly looks: LookFact[]; readonly observations: ObservationFact[] } {
    if (this.#engine === null) return { looks: [], observations: [] };
    this.#take(this.#watch.finish(this.#lastMs + COMPARED_EVERY_MS));
    const lookedMs = Math.round((durationMs * this.#sure) / Math.max(1, this.#asked));
    return { looks: [{ check: 'different_person', ...this.#track, lookedMs, engine: this.#engine }], observations: this.#observations };
  }

  #take(changes: ReturnType<SpanWatch['push']>): void {
    for (const change of changes) {
      if (change.type !== 'ended' || this.#engine === null) continue;
      const { fromMs, untilMs, value } = change;
      this.#observations.push({
        check: 'different_person',
        ...this.#track,
        fromMs,
        untilMs,
        value,
        engine: this.#engine,
        confidence: null,
      });
    }
  }
}
