/**
 * `node generate-lines.ts FOLDER COUNT SEED`: pictures of lines with what stands on them, in the form that Debian's `tesseract ... lstm.train`
 * takes (`NNNNN.png`, `NNNNN.box` with one WordStr box, `NNNNN.gt.txt`).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import sharp from 'sharp';
import { SeededRandom } from '../../src/testing/seeded-random.ts';
import { linePicture, type LineFont } from './line-picture.ts';
import { lineText } from './line-text.ts';

/**
 * What the model learns from. The square-ended OCR-B (`OCRBS.otf`) is left out on purpose: documents whose reading is measured are printed in it.
 * A few lines are in typefaces for screens, so that the model leans on shapes and not on one outline.
 */
const FONTS: readonly (LineFont & { file: string; share: number })[] = [
  { family: 'OcrbRound', file: '/usr/share/fonts/opentype/ocr-b/OCRB.otf', lean: 0, share: 0.66 },
  { family: 'OcrbSlanted', file: '/usr/share/fonts/opentype/ocr-b/OCRBL.otf', lean: 0.17, share: 0.26 },
  { family: 'ScreenMono', file: '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf', lean: 0, share: 0.08 },
];

async function main(): Promise<void> {
  const [folder, count, seed] = process.argv.slice(2);
  if (folder === undefined || count === undefined || seed === undefined) throw new Error('FOLDER COUNT SEED');
  sharp.concurrency(1);
  for (const { family, file } of FONTS) {
    if (GlobalFonts.registerFromPath(file, family) === null)
      throw new Error(`${file} is not there: apt-get install fonts-ocr-b fonts-dejavu-core`);
  }
  await mkdir(folder, { recursive: true });
  const random = new SeededRandom(Number(seed));
  for (let index = 0; index < Number(count); index += 1) {
    const text = lineText(random);
    const png = await linePicture(random, fontOf(random), text);
    const { width, height } = await sharp(png).metadata();
    const path = join(folder, String(index).padStart(5, '0'));
    await writeFile(`${path}.png`, png);
    await writeFile(`${path}.box`, `WordStr 0 0 ${width} ${height} 0 #${text}\n\t 0 0 ${width} ${height} 0\n`);
    await writeFile(`${path}.gt.txt`, `${text}\n`);
  }
}

function fontOf(random: SeededRandom): LineFont {
  let left = random.next();
  for (const font of FONTS) {
    left -= font.share;
    if (left < 0) return font;
  }
  return FONTS[0] as LineFont;
}

await main();
