/**
 * Brings a line to the length that its format has. Fillers stand in long runs, of which one more or one less is easily read; nothing else may be
 * added or left out. Null where that is not what is wrong. What becomes of it still has to satisfy the check digits.
 */
export function fitLine(text: string, length: number): string | null {
  const line = text.toUpperCase().replaceAll(/[^A-Z0-9<]/g, '');
  if (line.length === length) return line;
  const runs = [...line.matchAll(/<{3,}/g)].toSorted((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined || Math.abs(line.length - length) > 6) return null;
  const fillers = longest[0].length + length - line.length;
  return fillers < 2 ? null : line.slice(0, longest.index) + '<'.repeat(fillers) + line.slice(longest.index + longest[0].length);
}
