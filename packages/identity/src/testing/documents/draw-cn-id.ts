import type { SeededRandom } from '../seeded-random.ts';
import { CardCanvas, type DrawnDocument, ID_1 } from './card-canvas.ts';
import { pickFonts } from './fonts.ts';
import type { InventedPerson } from './invented-person.ts';

const LABEL = '#3f77b4';

/** The side with the portrait, in the proportions of the second generation's card. */
export function drawCnId(person: InventedPerson, random: SeededRandom): DrawnDocument {
  const fonts = pickFonts(random);
  const card = new CardCanvas(ID_1, random, fonts);
  card.ground('#dcebf5', '#f3e3ea');
  const [offX, offY] = [random.between(-0.4, 0.4), random.between(-0.4, 0.4)];
  const label = (text: string, x: number, y: number) =>
    card.text(text, { x: x + offX, y: y + offY, sizeMm: 2.5, font: fonts.chinese, colour: LABEL });
  const value = (text: string, x: number, y: number, sizeMm = 2.95) =>
    card.text(text, { x: x + offX, y: y + offY, sizeMm, font: fonts.chinese });
  const [year = '', month = '', day = ''] = person.birthDate.split('-');
  label('姓名', 5.4, 9.3);
  value(person.name, 12.7, 9.4, 3.35);
  label('性别', 5.4, 15.6);
  value(person.sex, 12.7, 15.7);
  label('民族', 22, 15.6);
  value(person.ethnicity, 29.2, 15.7);
  label('出生', 5.4, 21.9);
  value(year, 12.7, 22);
  label('年', 20.6, 21.9);
  value(String(Number(month)), 24.4, 22);
  label('月', 28.6, 21.9);
  value(String(Number(day)), 32.4, 22);
  label('日', 36.6, 21.9);
  label('住址', 5.4, 28.3);
  card.wrapped(person.address, 37.5, { x: 12.7 + offX, y: 28.4 + offY, sizeMm: 2.95, font: fonts.chinese, leadingMm: 4.15 });
  label('公民身份号码', 5.4, 47.6);
  card.text(person.residentNumber, { x: 27.4 + offX, y: 47.7 + offY, sizeMm: 3.75, font: fonts.machineReadable, pitchMm: 2.86 });
  card.portrait(55.4, 7.4, 24.6, 31);
  return card.done({
    name: person.name,
    sex: person.sex,
    ethnicity: person.ethnicity,
    birthDate: person.birthDate,
    address: person.address,
    residentNumber: person.residentNumber,
  });
}
