import type { LauncherConfig } from '../config.ts';
import type { Tally } from './tally.ts';

export const testPart = { lint: 'lint', types: 'types', unit: 'unit', int: 'int', e2e: 'e2e', faults: 'faults', long: 'long' } as const;
export type TestPart = (typeof testPart)[keyof typeof testPart];

export type TestContext = {
  readonly config: LauncherConfig;
  /** Environment of every runner: where the test database, the media worker and Chromium are. */
  readonly env: Readonly<Record<string, string>>;
  /** Paths to restrict the run to; empty means everything. */
  readonly filters: readonly string[];
  /** A folder for reports, removed afterwards. */
  readonly scratchDir: string;
};

export type TestStep = (context: TestContext) => Promise<Tally>;
