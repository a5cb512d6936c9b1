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
  const upper = text.toLocaleUpperCase('en');
  const bare = (value: string) => value.normalize('NFD').replaceAll(/[^A-Z]/g, '');
  const resolved = [...upper].map((sign) => TWO_LETTERS[sign] ?? sign).join('');
  return [...new Set([bare(resolved), bare(upper)])];
}

/** Whether a name of the machine-readable zone stands among printed lines. Names that were cut for want of room are found by their beginning. */
export function isPrinted(name: string, printed: readonly string[]): boolean {
  const sought = name.toUpperCase().replaceAll(/[^A-Z]/g, '');
  return sought.length > 0 && printed.some((line) => transliterations(line).some((letters) => letters.includes(sought)));
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
