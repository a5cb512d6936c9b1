import type { SeededRandom } from '../seeded-random.ts';
import { CardCanvas, type DrawnDocument, ID_1 } from './card-canvas.ts';
import { machineReadableTruth, printedDate } from './draw-passport.ts';
import { pickFonts } from './fonts.ts';
import type { InventedPerson } from './invented-person.ts';
import { td1Lines } from './machine-readable-lines.ts';

/**
 * The side of an identity card of format TD1 that bears the machine-readable lines, above them the holder's name and dates in print. Cards that
 * print these on the other side only are read from both (`sidesAgree`).
 */
export function drawTd1(person: InventedPerson, random: SeededRandom): DrawnDocument {
  const fonts = pickFonts(random);
  const card = new CardCanvas(ID_1, random, fonts);
  card.ground(random.pick(['#e6efe6', '#e3e9f4', '#f2e9dc']), random.pick(['#f4e6ec', '#e4f0f0']));
  const [left, top] = [random.between(5, 8), random.between(4.5, 6)];
  const field = (label: string, value: string, x: number, row: number) => {
    card.text(label, { x: left + x, y: top + row * 6.6, sizeMm: 1.4, font: fonts.latin, colour: '#41618a' });
    card.text(value, { x: left + x, y: top + row * 6.6 + 3.1, sizeMm: 2.5, font: fonts.latin });
  };
  field('Surname', person.surname, 0, 0);
  field('Given names', person.givenNames, 0, 1);
  field('Date of birth', printedDate(person.birthDate), 0, 2);
  field('Document No.', person.documentNumber, 36, 2);
  field('Date of expiry', printedDate(person.expiryDate), 0, 3);
  field('Nationality', person.state.replaceAll('<', ''), 36, 3);
  const lines = td1Lines(person);
  const [x, y] = [random.between(4, 4.8), random.between(37, 38)];
  for (const [index, line] of lines.entries()) {
    card.text(line, { x, y: y + index * 5.9, sizeMm: 3.5, font: fonts.machineReadable, pitchMm: 2.54 });
  }
  return card.done(machineReadableTruth(person, lines));
}
