/**
 * What comes of holding a still, which a page sent, against frames of what was recorded when it was taken. Only `recorded` is used. `other_*`: it shows
 * something else than was recorded. All others: nobody can tell, so it is not used either.
 */
export const STILL_FINDINGS = [
  'recorded',
  'other_kind',
  'other_values',
  'other_picture',
  'other_pose',
  'not_alike_enough',
  'no_document',
  'nothing_recorded',
] as const;
export type StillFinding = (typeof STILL_FINDINGS)[number];

const FOREIGN: ReadonlySet<StillFinding> = new Set(['other_kind', 'other_values', 'other_picture']);

/** It shows what was not recorded: somebody tried to slip it in. */
export const isForeign = (finding: StillFinding): boolean => FOREIGN.has(finding);
