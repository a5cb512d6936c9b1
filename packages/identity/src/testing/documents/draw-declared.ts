import type { GenericDefinition } from '../../documents/generic/definition.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { CardCanvas, type DrawnDocument } from './card-canvas.ts';
import { pickFonts } from './fonts.ts';

/** A document as a bank declared it, with these values; a date is written with dots. */
export function drawDeclared(
  { widthMm, heightMm, title, pictures, fields }: GenericDefinition,
  values: Readonly<Record<string, string>>,
  random: SeededRandom,
): DrawnDocument {
  const fonts = pickFonts(random);
  const card = new CardCanvas({ widthMm, heightMm, pixelsPerMm: 18, cornerMm: 3.18 }, random, fonts);
  const fontOf = { chinese: fonts.chinese, latin: fonts.latin, ocrb: fonts.machineReadable } as const;
  card.ground('#e6efe2', '#f3ecdc');
  const [titleX, titleY, , titleHeight] = title.place;
  card.text(title.text, { x: titleX + 1, y: titleY + titleHeight * 0.75, sizeMm: title.signMm, font: fontOf[title.script] });
  for (const place of pictures) card.portrait(...place);
  for (const { name, place, signMm, script, kind, fromMm } of fields) {
    const [x, y, , height] = place;
    const written = { y: y + height * 0.72, sizeMm: signMm * 1.2, font: fontOf[script] };
    const value = values[name] ?? '';
    // As cards have it: what a value is called stands above it, smaller.
    card.text(name.toUpperCase(), { x: x + 1, y: y - 0.5, sizeMm: 2, font: fonts.latin, colour: '#3c4a3c' });
    card.text(kind === 'date' ? value.replaceAll('-', '.') : value, { ...written, x: fromMm === undefined ? x + 1 : fromMm + 1.5 });
  }
  return card.done(values);
}
