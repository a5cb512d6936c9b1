import type { SeededRandom } from '../seeded-random.ts';

/** How a picture is taken. Lengths in pixels are of a frame 720 high and grow with it. */
export interface Conditions {
  readonly width: number;
  readonly height: number;
  /** What part of the frame the document fills, at most, of its width or its height. */
  readonly fill: number;
  readonly turnDegrees: number;
  /** How far each corner strays, as a share of the document's sides. */
  readonly tilt: number;
  readonly defocusPixels: number;
  readonly noise: number;
  readonly jpegQuality: number;
  readonly brightness: number;
  readonly motionPixels?: number;
  /** A lamp's reflection: its radius as a share of the document's width. */
  readonly glareRadius?: number;
  /** What the sensor makes of light that is too strong for it; 255 unless told. */
  readonly white?: number;
  readonly thumb?: 'edge' | 'field';
  /** What share of the document's width lies outside of the frame. */
  readonly cutOff?: number;
}

const HD = { width: 1280, height: 720 };
const FULL_HD = { width: 1920, height: 1080 };

function mild(random: SeededRandom, frame: { width: number; height: number }): Conditions {
  return {
    ...frame,
    fill: random.between(0.78, 0.9),
    turnDegrees: random.between(-3, 3),
    tilt: random.between(0, 0.015),
    defocusPixels: random.between(0.4, 0.7),
    noise: random.between(1, 4),
    jpegQuality: random.whole(78, 92),
    brightness: random.between(0.8, 0.98),
  };
}

function tilted(random: SeededRandom, frame: { width: number; height: number }): Conditions {
  return {
    ...mild(random, frame),
    fill: random.between(0.76, 0.86),
    turnDegrees: random.between(-10, 10),
    tilt: random.between(0.02, 0.06),
    defocusPixels: random.between(0.5, 0.8),
    noise: random.between(2, 5),
    jpegQuality: random.whole(68, 88),
  };
}

/** Pictures are taken of a document at each of these; `flat` is a scan. */
export const levels = {
  'mild-720p': (random) => mild(random, HD),
  'mild-1080p': (random) => mild(random, FULL_HD),
  'tilted-720p': (random) => tilted(random, HD),
  'tilted-1080p': (random) => tilted(random, FULL_HD),
  'held-1080p': (random) => ({ ...tilted(random, FULL_HD), thumb: 'edge' }),
  dark: (random) => ({ ...mild(random, FULL_HD), brightness: random.between(0.08, 0.2), noise: random.between(6, 10) }),
  motion: (random) => ({ ...mild(random, HD), motionPixels: random.between(11, 24) }),
  glare: (random) => ({ ...mild(random, HD), glareRadius: random.between(0.13, 0.22), white: random.between(240, 255) }),
  covered: (random) => ({ ...mild(random, FULL_HD), thumb: 'field' }),
  'cut-off': (random) => ({ ...mild(random, FULL_HD), cutOff: random.between(0.06, 0.25) }),
} satisfies Record<string, (random: SeededRandom) => Conditions>;

export type Level = keyof typeof levels;
export const LEVELS = Object.keys(levels) as Level[];
