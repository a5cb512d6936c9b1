import type { Installation } from '../kit/installation.ts';
import type { SeededRandom } from '../kit/seeded-random.ts';

export interface FaultContext {
  readonly installation: Installation;
  readonly random: SeededRandom;
}

/** What a round of a fault measured; it throws when the fault was not survived within its limits. */
export type FaultFigures = Readonly<Record<string, number | string>>;

export interface Fault {
  readonly name: string;
  /** What must hold, for whoever reads the output. */
  readonly limit: string;
  run(context: FaultContext): Promise<FaultFigures>;
}

/** @throws naming what was measured and what was allowed. */
export function atMost(what: string, value: number, limit: number): void {
  if (!(value <= limit)) throw new Error(`${what}: ${Math.round(value)}, allowed ${limit}`);
}
