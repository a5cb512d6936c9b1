const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const GROUPS: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

export const isNumberWord = (word: string): boolean =>
  SMALL.includes(word) || TENS.includes(word) || word === 'hundred' || Object.hasOwn(GROUPS, word);

/** A run of number words and digits from `from` on: `[ 'fifty', 'thousand' ]`, `[ '2', 'million' ]`. Gives its value and where it ends. */
export function englishValue(words: readonly string[], from: number): { readonly value: number; readonly until: number } | null {
  let at = from;
  let total = 0;
  let group = 0;
  let seen = false;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    // “one hundred and fifty”: only between number words.
    if (
      word === 'and' &&
      seen &&
      isNumberWord(words[at + 1] ?? '') &&
      (words[at - 1] === 'hundred' || Object.hasOwn(GROUPS, words[at - 1] ?? ''))
    )
      continue;
    if (/^\d+(\.\d+)?$/.test(word)) {
      if (seen) break;
      group = Number(word);
    } else if (SMALL.includes(word)) {
      // “two one” are two numbers, “twenty one” is one.
      if (seen && (group % 10 !== 0 || (group % 100 === 10 && group !== 0))) break;
      group += SMALL.indexOf(word);
    } else if (TENS.includes(word)) {
      if (seen && group % 100 !== 0) break;
      group += (TENS.indexOf(word) + 2) * 10;
    } else if (word === 'hundred') group = (group || 1) * 100;
    else if (Object.hasOwn(GROUPS, word)) {
      total += (group || 1) * (GROUPS[word] ?? 1);
      group = 0;
    } else break;
    seen = true;
  }
  if (!seen) return null;
  const value = total + group;
  if (words[at] !== 'point') return { value, until: at };
  const digits: string[] = [];
  let end = at + 1;
  for (; end < words.length; end++) {
    const digit = SMALL.indexOf(words[end] ?? '');
    if (/^\d$/.test(words[end] ?? '')) digits.push(words[end] ?? '');
    else if (digit >= 0 && digit < 10) digits.push(String(digit));
    else break;
  }
  return digits.length === 0 ? { value, until: at } : { value: Number(`${value}.${digits.join('')}`), until: end };
}
