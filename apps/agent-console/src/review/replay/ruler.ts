const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600] as const;
const MOST_TICKS = 14;

/** Round places for the marks of a ruler over `lengthMs`: as many as can be read, none at the very ends. */
export function rulerTicks(lengthMs: number): number[] {
  const stepMs = (STEPS_S.find((step) => lengthMs / (step * 1000) <= MOST_TICKS) ?? 3600) * 1000;
  const ticks: number[] = [];
  for (let at = stepMs; at < lengthMs - stepMs * 0.3; at += stepMs) ticks.push(at);
  return ticks;
}
