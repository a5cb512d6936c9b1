import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../testing/seeded-random.ts';
import { shareMarked, surfaceCellsOf, surfaceOf } from './surface.ts';

const [WIDTH, HEIGHT] = [960, 600];
const ALL = { x: 0, y: 0, width: 1, height: 1 };

interface Lit {
  /** Of the paper in its middle; to the right it is lighter by a twentieth. */
  readonly paper: number;
  /** How much of it comes back from a lamp, in the middle of its reflection. */
  readonly lamp?: number;
  /** What the sensor makes of more light than it can tell apart. */
  readonly white?: number;
  readonly noise?: number;
  /** A lighter part of the document itself. */
  readonly panel?: number;
}

/** What share of a document that is lit so is taken for a reflection. */
function glareOf({ paper, lamp = 0, white = 255, noise = 3, panel = 0 }: Lit): number {
  const random = new SeededRandom(7);
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    const [x, y] = [(at % WIDTH) / WIDTH, Math.floor(at / WIDTH) / HEIGHT];
    const isInk = y * 12 - Math.floor(y * 12) < 0.4 && (x * 40 - Math.floor(x * 40)) * 3 < 1;
    const isPanel = x > 0.6 && y > 0.6;
    const light = isInk ? paper * 0.25 : paper * (1 + 0.1 * (x - 0.5)) + (isPanel ? panel : 0);
    const shine = lamp * Math.exp(-1.2 * (((x - 0.4) / 0.16) ** 2 + ((y - 0.5) / 0.2) ** 2));
    for (let channel = 0; channel < 3; channel += 1) {
      const value = Math.min(white, light - channel * 2 + shine) + random.gauss() * noise;
      rgb[at * 3 + channel] = Math.max(0, Math.min(255, value));
    }
  }
  const surface = surfaceOf(surfaceCellsOf({ widthPx: WIDTH, heightPx: HEIGHT, rgb }), []);
  return shareMarked(surface, surface.glare, ALL);
}

describe('a reflection', () => {
  test.each([
    ['white', 255, 3],
    ['a little less than white', 247, 3],
    ['grey', 240, 1],
    ['white, with much noise in it', 255, 4],
  ])('is known where the camera makes it %s', (_, white, noise) => {
    for (const paper of [190, 215, 230]) expect(glareOf({ paper, lamp: 300, white, noise })).toBeGreaterThan(0.03);
  });
});

describe('no reflection is', () => {
  test('paper that is lit well, and unevenly', () => {
    for (const paper of [150, 200, 225, 240]) expect(glareOf({ paper })).toBe(0);
  });

  test('a part of the document that is lighter than the rest', () => {
    expect(glareOf({ paper: 195, panel: 30 })).toBe(0);
  });
});
