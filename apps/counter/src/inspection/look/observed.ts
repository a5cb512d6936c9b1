import type { CheckEngine, LiveCheck } from '@guichet/protocol';
import type { FactRole, LookFact, ObservationFact } from '@guichet/rules';
import type { WatchChange } from '@guichet/rules/watch';

/** Whose track is looked at. */
export interface LookedAt {
  readonly trackId: string;
  readonly role: FactRole | null;
}

/** Gathers what watchers say into what was observed: an end holds all of it. */
export class Observed {
  readonly observations: ObservationFact[] = [];
  readonly #track: LookedAt;
  readonly #engine: CheckEngine;

  constructor(track: LookedAt, engine: CheckEngine) {
    this.#track = track;
    this.#engine = engine;
  }

  take(changes: readonly WatchChange[]): void {
    for (const change of changes) {
      if (change.type !== 'ended') continue;
      const { check, fromMs, untilMs, value } = change;
      const { trackId, role } = this.#track;
      this.observations.push({
        ...{ check, trackId, role, value, engine: this.#engine },
        ...{ fromMs: Math.round(fromMs), untilMs: Math.round(untilMs), confidence: null },
      });
    }
  }

  looks(checks: readonly LiveCheck[], lookedMs: number): LookFact[] {
    const { trackId, role } = this.#track;
    return checks.map((check) => ({ check, trackId, role, lookedMs: Math.round(lookedMs), engine: this.#engine }));
  }
}
