import type { SeededRandom } from '../../src/testing/seeded-random.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Letters as often as they stand in names, and now and then all of them as often as one another. */
const IN_NAMES = 'EEEEEAAAAAINNNNIIIRRRSSSTTTOOOLLLHHDDMMUUCCGGKKBBPPYYWWFFVVZZJJXXQ';

const many = (random: SeededRandom, from: string, count: number) => Array.from({ length: count }, () => random.pick(from)).join('');
const word = (random: SeededRandom) => many(random, random.chance(0.7) ? IN_NAMES : LETTERS, random.whole(2, 10));
const day = (random: SeededRandom) =>
  `${many(random, DIGITS, 2)}${String(random.whole(1, 12)).padStart(2, '0')}${String(random.whole(1, 28)).padStart(2, '0')}`;
const state = (random: SeededRandom) => (random.chance(0.1) ? 'D<<' : random.chance(0.2) ? 'CHN' : many(random, LETTERS, 3));
const documentNumber = (random: SeededRandom) =>
  Array.from({ length: 9 }, (_, index) => (random.chance(index === 0 ? 0.7 : 0.2) ? random.pick(LETTERS) : random.pick(DIGITS))).join('');
const names = (random: SeededRandom) =>
  [word(random), random.chance(0.2) ? `<${word(random)}` : '', '<<', word(random), random.chance(0.4) ? `<${word(random)}` : ''].join('');

function filled(random: SeededRandom, text: string, length: number, endsInDigit: boolean): string {
  const padded = text.slice(0, length).padEnd(length, '<');
  return endsInDigit ? padded.slice(0, -1) + random.pick(DIGITS) : padded;
}

/** A line of letters, digits and fillers of which no check digit is right: the model is to read signs, not to know sums. */
export function lineText(random: SeededRandom): string {
  const kind = random.next();
  if (kind < 0.22) return many(random, DIGITS, 17) + random.pick(`${DIGITS}X`);
  if (kind < 0.42)
    return filled(random, `${random.pick('PPPPIAC')}${random.pick(`<<<<${LETTERS}`)}${state(random)}${names(random)}`, 44, false);
  if (kind < 0.66) {
    const optional = random.chance(0.5) ? many(random, DIGITS + LETTERS, random.whole(4, 14)) : '';
    const start = documentNumber(random) + random.pick(DIGITS) + state(random) + day(random) + random.pick(DIGITS) + random.pick('MF<');
    return filled(random, start + day(random) + random.pick(DIGITS) + optional, 44, true);
  }
  if (kind < 0.74) {
    const optional = random.chance(0.3) ? many(random, DIGITS, random.whole(3, 14)) : '';
    return filled(
      random,
      `${random.pick('IAC')}${random.pick('<<D')}${state(random)}${documentNumber(random)}${random.pick(DIGITS)}${optional}`,
      30,
      false,
    );
  }
  if (kind < 0.84) {
    const start = day(random) + random.pick(DIGITS) + random.pick('MF<') + day(random) + random.pick(DIGITS) + state(random);
    return filled(random, start, 30, true);
  }
  if (kind < 0.92) return filled(random, names(random), 30, false);
  return many(random, `${LETTERS}${DIGITS}${DIGITS}<<<<`, random.pick([9, 18, 30, 44]));
}
