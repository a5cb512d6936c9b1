/**
 * Reads ninja's `[n/m] what it does` lines.
 *
 * @returns percent done, 0 to 100, or undefined for any other line.
 */
export function ninjaPercent(line: string): number | undefined {
  const match = /^\[(\d+)\/(\d+)\]/.exec(line);
  if (!match) return undefined;
  const total = Number(match[2]);
  if (total === 0) return undefined;
  return (Number(match[1]) / total) * 100;
}
