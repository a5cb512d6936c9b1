/** Width of a character in ems of Noto Sans, on the wide side: better a line too early than one that is cut off. */
function emsOf(character: string): number {
  if (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character)) return 1;
  if ((character.codePointAt(0) ?? 0) >= 0x1_f000) return 1.2;
  if (/[A-ZMW@%&—…]/u.test(character)) return 0.75;
  if (/[ilj.,;:'!|() ]/u.test(character)) return 0.34;
  return 0.6;
}

export const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + emsOf(character), 0);

/** Chinese breaks anywhere but before these. */
const NEVER_FIRST = /^[，。、；：？！）》」』】…—,.;:?!)\]]/u;

/**
 * Breaks a text into at most `maxLines` lines of at most `ems`: between words, in Chinese between characters. What is left over ends in an
 * ellipsis.
 */
export function breakText(text: string, ems: number, maxLines: number): string[] {
  const parts =
    text
      .replaceAll(/\s+/g, ' ')
      .trim()
      .match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s?|\s/gu) ?? [];
  const lines: string[] = [''];
  for (const part of parts.flatMap((whole) => pieces(whole, ems))) {
    const line = lines.at(-1) ?? '';
    if (widthOf((line + part).trimEnd()) <= ems || (NEVER_FIRST.test(part) && line !== '')) lines[lines.length - 1] = line + part;
    else lines.push(part);
  }
  const shown = lines.slice(0, maxLines).map((line) => line.trim());
  if (lines.length > maxLines) shown[maxLines - 1] = shortened(`${shown[maxLines - 1] ?? ''}…`, ems);
  return shown;
}

/** A word that is longer than a line is broken where the line ends. */
function pieces(part: string, ems: number): string[] {
  if (widthOf(part) <= ems) return [part];
  const found = [''];
  for (const character of part) {
    if (widthOf((found.at(-1) ?? '') + character) > ems) found.push('');
    found[found.length - 1] += character;
  }
  return found;
}

/** On one line, with an ellipsis where it does not fit. */
export function shortened(text: string, ems: number): string {
  if (widthOf(text) <= ems) return text;
  let kept = [...text.replace(/…$/u, '')];
  while (kept.length > 0 && widthOf(`${kept.join('')}…`) > ems) kept = kept.slice(0, -1);
  return `${kept.join('').trimEnd()}…`;
}
