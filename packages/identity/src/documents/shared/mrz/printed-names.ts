/** ICAO Doc 9303 part 3, section 6: letters that become two; every other mark above or below a letter is left out. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  Å: 'AA',
  Æ: 'AE',
  Ø: 'OE',
  ß: 'SS',
  Þ: 'TH',
  Ĳ: 'IJ',
  Œ: 'OE',
};

/** A printed text as it may stand in the machine-readable zone, with marks resolved in either of the two ways that states use; letters only. */
export function transliterations(text: string): string[] {
  return [...new Set(inBothWays(text).map((words) => words.join('')))];
}

/** The words of a text, in either way. */
function inBothWays(text: string): string[][] {
  const upper = text.toLocaleUpperCase('en').normalize('NFC');
  const resolved = [...upper].map((sign) => TWO_LETTERS[sign] ?? sign).join('');
  return [resolved, upper].map((value) =>
    value
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .split(/[^A-Z]+/)
      .filter((word) => word !== ''),
  );
}

/**
 * Whether a name of the machine-readable zone, with all that it is made of, stands in print: as one or several whole words, one behind the other. Part of a
 * word is another name: a letter that was taken for a filler leaves ARIN of KARIN, and a filler that was taken for a letter adds a name of one letter, which
 * stands somewhere in any word. Only a name that was cut for want of room is found by its beginning.
 */
export function isPrinted(name: string, printed: readonly string[], isCut = false): boolean {
  const sought = name.toUpperCase().replaceAll(/[^A-Z]/g, '');
  return sought.length > 0 && inBothWays(printed.join('\n')).some((words) => words.some((_, at) => standsAt(words, at, sought, isCut)));
}

function standsAt(words: readonly string[], at: number, sought: string, isCut: boolean): boolean {
  let together = '';
  for (const word of words.slice(at)) {
    together += word;
    if (together === sought || (isCut && together.startsWith(sought))) return true;
    if (!sought.startsWith(together)) return false;
  }
  return false;
}

/** Whether a number stands among printed lines; O and 0, I and 1 look the same in most typefaces. */
export function isNumberPrinted(number: string, printed: readonly string[]): boolean {
  const plain = (text: string) =>
    text
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]/g, '')
      .replaceAll('O', '0')
      .replaceAll('I', '1');
  return printed.some((line) => plain(line).includes(plain(number)));
}
