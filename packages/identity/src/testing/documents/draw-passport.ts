import type { SeededRandom } from '../seeded-random.ts';
import { CardCanvas, type DrawnDocument, ID_3 } from './card-canvas.ts';
import { pickFonts } from './fonts.ts';
import type { InventedPerson } from './invented-person.ts';
import { td3Lines } from './machine-readable-lines.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const printedDate = (date: string) => `${date.slice(8)} ${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;

/** The data page, laid out as ICAO Doc 9303 part 4 has it; where its fields stand differs from country to country, and here from page to page. */
export function drawPassport(person: InventedPerson, random: SeededRandom): DrawnDocument {
  const fonts = pickFonts(random);
  const page = new CardCanvas(ID_3, random, fonts);
  page.ground(random.pick(['#e6efe6', '#e3e9f4', '#f2e9dc']), random.pick(['#f4e6ec', '#e4f0f0']));
  const [left, top, leading] = [random.between(40, 44), random.between(16, 19), random.between(7.6, 8.4)];
  const field = (label: string, value: string, column: number, row: number) => {
    page.text(label, { x: left + column, y: top + row * leading, sizeMm: 1.6, font: fonts.latin, colour: '#41618a' });
    page.text(value, { x: left + column, y: top + row * leading + 3.6, sizeMm: 2.9, font: fonts.latin });
  };
  page.text('PASSPORT', { x: 5, y: 8, sizeMm: 3.4, font: fonts.latin, colour: '#41618a' });
  field('Type', 'P', 0, 0);
  field('Country code', person.state.replaceAll('<', ''), 18, 0);
  field('Passport No.', person.documentNumber, 44, 0);
  field('Surname', person.surname, 0, 1);
  field('Given names', person.givenNames, 0, 2);
  field('Nationality', person.state.replaceAll('<', ''), 0, 3);
  field('Date of birth', printedDate(person.birthDate), 0, 4);
  field('Sex', person.sex === '男' ? 'M' : 'F', 40, 4);
  field('Date of expiry', printedDate(person.expiryDate), 0, 5);
  page.portrait(5, 14, 31, 40);
  const lines = td3Lines(person);
  const [x, y] = [random.between(5, 6.4), random.between(73.5, 75)];
  for (const [index, line] of lines.entries()) {
    page.text(line, { x, y: y + index * 6.35, sizeMm: 3.5, font: fonts.machineReadable, pitchMm: 2.54 });
  }
  return page.done(machineReadableTruth(person, lines));
}

/** What a reader of either format finds. */
export function machineReadableTruth(person: InventedPerson, lines: readonly string[]): Record<string, string> {
  return {
    mrz: lines.join('\n'),
    surname: person.surname,
    givenNames: person.givenNames,
    documentNumber: person.documentNumber,
    nationality: person.state.replaceAll('<', ''),
    birthDate: person.birthDate,
    sex: person.sex === '男' ? 'M' : 'F',
    expiryDate: person.expiryDate,
  };
}
