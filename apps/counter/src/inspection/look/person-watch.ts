import { likeness } from '@guichet/identity/pool';
import type { CheckEngine } from '@guichet/protocol';
import type { LookFact, ObservationFact } from '@guichet/rules';
import { SpanWatch } from '@guichet/rules/watch';
import type { FaceEyes } from './face-eyes.ts';
import type { LookedAt } from './observed.ts';

/** Comparing costs more than counting faces does, and people are not swapped within seconds. */
const COMPARED_EVERY_MS = 4_000;

/**
 * Holds faces against the one that was identified. Only a picture on which it surely is that person, or surely is not, counts as looked at: where an engine is
 * not sure, the rule has too little to go by, and a person looks. The face's features stay in memory, and no longer than the look.
 */
export class PersonWatch {
  readonly #track: LookedAt;
  readonly #eyes: FaceEyes;
  readonly #known: Float32Array;
  readonly #engine: CheckEngine;
  readonly #watch = new SpanWatch('different_person', { onsetMs: 0, endMs: 0 });
  readonly #observations: ObservationFact[] = [];
  #asked = 0;
  #sure = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** Null where the reference shows no face that could be compared, or no engine is there: then nobody compares. */
  static async open(track: LookedAt, eyes: FaceEyes, reference: Buffer): Promise<PersonWatch | null> {
    const look = await eyes.recognise(reference);
    const [face, second] = look?.faces ?? [];
    if (look?.engines.embedder == null || face?.embedding == null || second !== undefined) return null;
    const { name, version } = look.engines.embedder;
    return new PersonWatch(track, eyes, face.embedding, { name, version });
  }

  private constructor(track: LookedAt, eyes: FaceEyes, known: Float32Array, engine: CheckEngine) {
    this.#track = track;
    this.#eyes = eyes;
    this.#known = known;
    this.#engine = engine;
  }

  async look(atMs: number, jpeg: Buffer): Promise<void> {
    if (atMs - this.#lastMs < COMPARED_EVERY_MS) return;
    this.#lastMs = atMs;
    this.#asked += 1;
    const look = await this.#eyes.recognise(jpeg);
    const embedding = look?.faces[0]?.embedding;
    if (look == null || embedding == null) return;
    const { thresholds } = look;
    const score = likeness(this.#known, embedding);
    const differs = score < thresholds.person;
    if (differs || score >= thresholds.match) this.#sure += 1;
    this.#note(this.#watch.push(atMs, differs, score));
  }

  end(durationMs: number): { readonly looks: LookFact[]; readonly observations: ObservationFact[] } {
    this.#note(this.#watch.finish(this.#lastMs + COMPARED_EVERY_MS));
    const lookedMs = Math.round((durationMs * this.#sure) / Math.max(1, this.#asked));
    return { looks: [{ check: 'different_person', ...this.#track, lookedMs, engine: this.#engine }], observations: this.#observations };
  }

  #note(changes: ReturnType<SpanWatch['push']>): void {
    for (const change of changes) {
      if (change.type !== 'ended') continue;
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
