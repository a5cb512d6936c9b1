import { existsSync } from 'node:fs';
import { GlobalFonts } from '@napi-rs/canvas';
import type { SeededRandom } from '../seeded-random.ts';

/**
 * Typefaces that documents are printed in here; Debian packages fonts-noto-cjk, fonts-wqy-zenhei, fonts-wqy-microhei, fonts-ocr-b and fonts-dejavu-core.
 * None of them is among those that the model for OCR-B was trained on (`training/ocrb`): square-ended OCR-B is kept for measuring.
 */
const FILES = {
  GuichetNotoSans: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  GuichetZenHei: '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
  GuichetMicroHei: '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
  GuichetOcrSquare: '/usr/share/fonts/opentype/ocr-b/OCRBS.otf',
  GuichetSans: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf',
  GuichetSansBold: '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf',
} as const;
type Font = keyof typeof FILES;

const registered = new Set<Font>();

/** Which typefaces a document can be printed in on this machine; those that are not installed are left out. */
function available(fonts: readonly Font[]): Font[] {
  return fonts.filter((font) => {
    if (registered.has(font)) return true;
    if (!existsSync(FILES[font]) || GlobalFonts.registerFromPath(FILES[font], font) === null) return false;
    registered.add(font);
    return true;
  });
}

function oneOf(random: SeededRandom, fonts: readonly Font[]): Font {
  const there = available(fonts);
  if (there.length === 0) throw new Error(`none of ${fonts.map((font) => FILES[font]).join(', ')} is installed`);
  return random.pick(there);
}

export interface DocumentFonts {
  readonly chinese: string;
  readonly latin: string;
  readonly machineReadable: string;
}

export function pickFonts(random: SeededRandom): DocumentFonts {
  return {
    chinese: oneOf(random, ['GuichetNotoSans', 'GuichetZenHei', 'GuichetMicroHei']),
    latin: oneOf(random, ['GuichetSans', 'GuichetNotoSans', 'GuichetSansBold']),
    machineReadable: oneOf(random, ['GuichetOcrSquare']),
  };
}
