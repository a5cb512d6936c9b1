import type { SeededRandom } from '../seeded-random.ts';
import { CardCanvas, type DrawnDocument, ID_1 } from './card-canvas.ts';
import { pickFonts } from './fonts.ts';
import type { InventedPerson } from './invented-person.ts';

/** The side with the emblem, who issued the card and how long it is valid. */
export function drawCnIdBack(person: InventedPerson, random: SeededRandom): DrawnDocument {
  const fonts = pickFonts(random);
  const card = new CardCanvas(ID_1, random, fonts);
  card.ground('#dcebf5', '#f3e3ea');
  const [offX, offY] = [random.between(-0.4, 0.4), random.between(-0.4, 0.4)];
  const text = (value: string, x: number, y: number, sizeMm: number) =>
    card.text(value, { x: x + offX, y: y + offY, sizeMm, font: fonts.chinese });
  card.disc(11.6, 11.4, 6.6, '#c0392b');
  card.disc(11.6, 10.4, 2.2, '#e8c35a');
  text('中华人民共和国', 27.5, 11.5, 4.6);
  text('居 民 身 份 证', 27.5, 20.2, 6.2);
  text('签发机关', 17.8, 40.3, 2.6);
  text(person.issuer, 31.3, 40.4, 2.8);
  text('有效期限', 17.8, 47.3, 2.6);
  const dots = (date: string) => date.replaceAll('-', '.');
  text(`${dots(person.validFrom)}-${person.validUntil === null ? '长期' : dots(person.validUntil)}`, 31.3, 47.4, 2.8);
  return card.done({ issuer: person.issuer, validFrom: person.validFrom, validUntil: person.validUntil ?? '长期' });
}
