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

interface Word {
  readonly text: string;
  /** Nothing stands before it on its line. */
  readonly isFirst: boolean;
  /** Nor behind it. */
  readonly isLast: boolean;
}

/** The words of printed lines, one line after the other, with marks resolved in either of the two ways that states use; letters only. */
function inBothWays(printed: readonly string[]): Word[][] {
  const upper = printed.map((line) => line.toLocaleUpperCase('en').normalize('NFC'));
  const resolved = upper.map((line) => [...line].map((sign) => TWO_LETTERS[sign] ?? sign).join(''));
  return [resolved, upper].map((lines) => lines.flatMap(wordsOf));
}

function wordsOf(line: string): Word[] {
  const words = line
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^A-Z]+/)
    .filter((word) => word !== '');
  return words.map((text, index) => ({ text, isFirst: index === 0, isLast: index === words.length - 1 }));
}

/**
 * Whether what the machine-readable zone says stands in print: as one or several whole words, one behind the other. Part of a word is another one: a letter that
 * was taken for a filler leaves ARIN of KARIN, and a filler that was taken for a letter adds a name of one letter, which stands somewhere in any word.
 */
export function isPrinted(text: string, printed: readonly string[]): boolean {
  return inBothWays(printed).some((words) => runsOf(words, text, false).length > 0);
}

interface Names {
  readonly surname: string;
  readonly givenNames: string;
  /** They filled the line: the last one may have been cut for want of room, and is found by its beginning. */
  readonly isCut: boolean;
}

/**
 * Whether both names stand in print, with nothing beside them on their lines but one another: glare over the zone can take a whole name away, and what is left of
 * ANNA MARIA stands in print as well. Who has no given names is for a person.
 */
export function areNamesPrinted({ surname, givenNames, isCut }: Names, printed: readonly string[]): boolean {
  return inBothWays(printed).some((words) =>
    runsOf(words, surname, false).some((first) =>
      runsOf(words, givenNames, isCut).some(
        (second) => standsAlone(words, first, second) && standsAlone(words, isCut ? toLineEnd(words, second) : second, first),
      ),
    ),
  );
}

/** From a word up to, never including, another one. */
interface Run {
  readonly from: number;
  readonly until: number;
}

/** Where words, one behind the other, are all of what is sought. */
function runsOf(words: readonly Word[], text: string, isCut: boolean): Run[] {
  const sought = text.toUpperCase().replaceAll(/[^A-Z]/g, '');
  if (sought === '') return [];
  return words.flatMap((_, from): Run[] => {
    let together = '';
    for (let at = from; at < words.length && sought.startsWith(together); at += 1) {
      together += words[at]?.text ?? '';
      if (together === sought || (isCut && together.startsWith(sought))) return [{ from, until: at + 1 }];
    }
    return [];
  });
}

const standsAlone = (words: readonly Word[], { from, until }: Run, beside: Run): boolean =>
  (words[from]?.isFirst === true || beside.until === from) && (words[until - 1]?.isLast === true || beside.from === until);

/** Names that had no room are printed behind the one that was cut. */
function toLineEnd(words: readonly Word[], { from, until }: Run): Run {
  const last = words.findIndex(({ isLast }, at) => at >= until - 1 && isLast);
  return { from, until: last + 1 };
}

/**
 * What engines for print take for one another. A check digit tells each of these apart, as their values are not the same modulo 10 (ICAO Doc 9303 part 3, 4.9):
 * so these need not be told apart here. G and 6, S and 8 or L and 1 it does not, which is why print has to say the same number.
 */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/O/g, '0'],
  [/[IJ\])]/g, '1'],
  [/Z/g, '2'],
];

/** Whether a number stands among printed lines. */
export function isNumberPrinted(number: string, printed: readonly string[]): boolean {
  const plain = (text: string) =>
    ALIKE.reduce((signs, [alike, sign]) => signs.replaceAll(alike, sign), text.toUpperCase()).replaceAll(/[^A-Z0-9]/g, '');
  return number !== '' && printed.some((line) => plain(line).includes(plain(number)));
}
