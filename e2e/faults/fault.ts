import type { Installation } from '../kit/installation.ts';
import type { SeededRandom } from '../kit/seeded-random.ts';

export interface FaultContext {
  readonly installation: Installation;
  readonly random: SeededRandom;
}

/** What a round of a fault measured; it throws when the fault was not survived within its limits. */
export type FaultFigures = Readonly<Record<string, number | string>>;

type StartOptions = NonNullable<Parameters<typeof Installation.start>[0]>;

/** What a fault needs around its installation: a small disk, a proxy in the middle. */
export interface Ground {
  readonly options: StartOptions;
  close(): Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** What must hold, for whoever reads the output. */
  readonly limit: string;
  /** Part of the shortened run in `npm test`. */
  readonly short: boolean;
  /**
   * Makes the ground for an installation of its own; without it any installation will do.
   *
   * @throws NotEvaluated where this machine does not allow it
   */
  readonly prepare?: () => Promise<Ground>;
  run(context: FaultContext): Promise<FaultFigures>;
}

/** The fault could not be brought about here: that says nothing about whether it would be survived, and never counts as passed. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';
}

/** @throws naming what was measured and what was allowed. */
export function atMost(what: string, value: number, limit: number): void {
  if (!(value <= limit)) throw new Error(`${what}: ${Math.round(value)}, allowed ${limit}`);
}
