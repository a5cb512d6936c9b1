import { join } from 'node:path';
import { folderSource, journalInfo, unwrapWithKeyFile } from '@guichet/recording';
import { atMost } from './fault.ts';
import type { Hole } from './missing-media.ts';

/** How far a stated gap may be from the real one (DESIGN, faults). */
export const STATED_WITHIN_MS = 200;
/** Shorter silences of a track are told from the packets' numbers, not stated as gaps of their own (`packages/recording`). */
const STATED_FROM_MS = 500;

export interface StatedGap {
  /** Wall clock, Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** The gaps that a recording states of itself, read from its journal as the command line does. */
export async function statedGaps(dataDir: string, recordingId: string): Promise<readonly StatedGap[]> {
  const unwrapKey = await unwrapWithKeyFile(join(dataDir, 'keys', 'recording.jwk'));
  const { content } = await journalInfo(folderSource(join(dataDir, 'store', recordingId)), { unwrapKey });
  return (content?.gaps ?? []).map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
}

/** Expects every long hole of a recording among the gaps it states. @returns how far off the worst of them is, in milliseconds */
export async function expectStated(dataDir: string, recordingId: string, holes: readonly Hole[]): Promise<number> {
  const gaps = await statedGaps(dataDir, recordingId);
  const offMs = Math.max(
    0,
    ...holes
      .filter(({ fromMs, toMs }) => toMs - fromMs > STATED_FROM_MS)
      .map((hole) => Math.min(...gaps.map((gap) => Math.max(Math.abs(gap.fromMs - hole.fromMs), Math.abs(gap.toMs - hole.toMs))))),
  );
  atMost('a stated gap is off by (ms)', offMs, STATED_WITHIN_MS);
  return offMs;
}
