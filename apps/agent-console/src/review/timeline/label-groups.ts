import type { ViewSpan } from './view-span.ts';

interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A label needs about this share of what the lanes show. */
const LABEL_SHARE = 0.14;

/** A stretch of less than this share has its label beside it: in it the label would lie across its end. */
const NARROW_SHARE = 0.07;

export const isNarrow = (stretch: Stretch, { fromMs, untilMs }: ViewSpan): boolean =>
  stretch.untilMs - stretch.fromMs < (untilMs - fromMs) * NARROW_SHARE;

const labelMs = (stretch: Stretch, fromMs: number, untilMs: number): number =>
  isNarrow(stretch, { fromMs, untilMs }) ? stretch.untilMs : stretch.fromMs;

/** Stretches whose labels would lie on one another, together; nearer to it they come apart. In order, none empty. */
export function labelGroups<T extends Stretch>(stretches: readonly T[], view: ViewSpan): [T, ...T[]][] {
  const { fromMs, untilMs } = view;
  const roomMs = (untilMs - fromMs) * LABEL_SHARE;
  const groups: [T, ...T[]][] = [];
  for (const stretch of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = groups.at(-1);
    // Near the end a label lies to the left, towards the one before it.
    const isTowards = last !== undefined && isLabelledBefore(stretch.fromMs, view) && !isLabelledBefore(last[0].fromMs, view);
    if (last !== undefined && stretch.fromMs - labelMs(last[0], fromMs, untilMs) < (isTowards ? 2 : 1) * roomMs) last.push(stretch);
    else groups.push([stretch]);
  }
  return groups;
}

/** Whether what begins here has its label to its left: to its right there is no room. */
export const isLabelledBefore = (atMs: number, { fromMs, untilMs }: ViewSpan): boolean =>
  (atMs - fromMs) / (untilMs - fromMs) > 1 - LABEL_SHARE;
