/** Which part of the recording the lanes show. Milliseconds. */
export interface ViewSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Closer than this a waveform has no more to show. */
const LEAST_SPAN_MS = 5_000;

export const wholeOf = (lengthMs: number): ViewSpan => ({ fromMs: 0, untilMs: lengthMs });

/** Nearer (`factor` below 1) or further, with what is at `aroundMs` left where it is. */
export function zoomed({ fromMs, untilMs }: ViewSpan, factor: number, aroundMs: number, lengthMs: number): ViewSpan {
  const span = Math.min(lengthMs, Math.max(Math.min(LEAST_SPAN_MS, lengthMs), (untilMs - fromMs) * factor));
  const share = untilMs === fromMs ? 0.5 : (Math.min(untilMs, Math.max(fromMs, aroundMs)) - fromMs) / (untilMs - fromMs);
  return within(aroundMs - span * share, span, lengthMs);
}

/** Moved so that a position is in it; the same where it is already. */
export function following(view: ViewSpan, positionMs: number, lengthMs: number): ViewSpan {
  const span = view.untilMs - view.fromMs;
  if (positionMs >= view.fromMs && positionMs < view.untilMs) return view;
  return within(positionMs - span * 0.1, span, lengthMs);
}

export const moved = (view: ViewSpan, byMs: number, lengthMs: number): ViewSpan =>
  within(view.fromMs + byMs, view.untilMs - view.fromMs, lengthMs);

function within(fromMs: number, span: number, lengthMs: number): ViewSpan {
  const from = Math.min(Math.max(0, fromMs), Math.max(0, lengthMs - span));
  return { fromMs: from, untilMs: from + span };
}

/** Where a moment stands in the view, in percent; may lie outside. */
export const percentIn = ({ fromMs, untilMs }: ViewSpan, atMs: number): number => ((atMs - fromMs) / Math.max(1, untilMs - fromMs)) * 100;

export const momentAt = ({ fromMs, untilMs }: ViewSpan, share: number): number => fromMs + (untilMs - fromMs) * share;

/** Position and width of a stretch as styles; null where none of it is in view. */
export function placeIn(view: ViewSpan, fromMs: number, untilMs: number): { insetInlineStart: string; width: string } | null {
  if (untilMs < view.fromMs || fromMs > view.untilMs) return null;
  const left = Math.max(0, percentIn(view, fromMs));
  const right = Math.min(100, percentIn(view, untilMs));
  return { insetInlineStart: `${left}%`, width: `${Math.max(0, right - left)}%` };
}
