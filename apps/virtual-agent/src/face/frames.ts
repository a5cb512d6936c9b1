import { Resvg } from '@resvg/resvg-js';
import { drawFace, type Expression, FACE_HEIGHT_PX, FACE_WIDTH_PX } from './face-svg.ts';
import { type Viseme, VISEMES } from './visemes.ts';

/** How far the lids are closed in the frames of a blink. */
const LIDS = [0, 0.55, 1] as const;
export type Lids = 0 | 1 | 2;

/** Every picture the face can show, as I420, drawn once: while it speaks nothing is drawn any more. */
export class FaceFrames {
  readonly #frames: ReadonlyMap<string, Buffer>;

  static draw(): FaceFrames {
    const frames = new Map<string, Buffer>();
    const eyes = LIDS.map((lids) => rasterise({ viseme: 'sil', lids }));
    for (const viseme of VISEMES) {
      const face = rasterise({ viseme, lids: 0 });
      for (const [index, from] of eyes.entries()) frames.set(`${viseme}${index}`, withEyesOf(face, from));
    }
    return new FaceFrames(frames);
  }

  private constructor(frames: ReadonlyMap<string, Buffer>) {
    this.#frames = frames;
  }

  at(viseme: Viseme, lids: Lids): Buffer {
    const frame = this.#frames.get(`${viseme}${lids}`);
    if (frame === undefined) throw new Error('The face was not drawn');
    return frame;
  }
}

/** Even rows that hold the eyes and nothing of the mouth. */
const EYE_ROWS = { from: 184, to: 224 };

/** Putting two pictures together instead of drawing each costs a third of the memory and of the time. */
function withEyesOf(face: Buffer, eyes: Buffer): Buffer {
  const frame = Buffer.from(face);
  const planeSize = FACE_WIDTH_PX * FACE_HEIGHT_PX;
  const { from, to } = EYE_ROWS;
  const copy = (start: number, rowBytes: number, first: number, end: number): void => {
    eyes.copy(frame, start + first * rowBytes, start + first * rowBytes, start + end * rowBytes);
  };
  copy(0, FACE_WIDTH_PX, from, to);
  for (const start of [planeSize, planeSize * 1.25]) copy(start, FACE_WIDTH_PX / 2, from / 2, to / 2);
  return frame;
}

export function rasterise(expression: Expression): Buffer {
  const { pixels } = new Resvg(drawFace(expression), { font: { loadSystemFonts: false } }).render();
  return toI420(pixels);
}

/** RGBA to planar 4:2:0 in the limited range of BT.601, as encoders of small pictures take it; sizes are even. */
export function toI420(rgba: Uint8Array, width = FACE_WIDTH_PX, height = FACE_HEIGHT_PX): Buffer {
  const planeSize = width * height;
  const frame = Buffer.alloc((planeSize * 3) / 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const [r, g, b] = [rgba[at * 4] ?? 0, rgba[at * 4 + 1] ?? 0, rgba[at * 4 + 2] ?? 0];
      frame[at] = (66 * r + 129 * g + 25 * b + 4_224) >> 8;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const chroma = (y / 2) * (width / 2) + x / 2;
      frame[planeSize + chroma] = (-38 * r - 74 * g + 112 * b + 32_896) >> 8;
      frame[planeSize + planeSize / 4 + chroma] = (112 * r - 94 * g - 18 * b + 32_896) >> 8;
    }
  }
  return frame;
}
