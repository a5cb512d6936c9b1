import { type Cv, Scope } from './opencv.ts';
import type { GreyPicture, Region } from './picture.ts';

export interface LineCrop {
  /** How high the line is to become, in pixels; its print fills some three fifths of it. */
  readonly heightPx: number;
  /** Space above and below the print, as a share of its height; what engines were trained with. */
  readonly margin: number;
}

/** Cuts a line out with some paper around it, scales it to one height and stretches its contrast to the full range. */
export function cropLine(cv: Cv, picture: GreyPicture, line: Region, { heightPx, margin }: LineCrop): GreyPicture {
  using scope = new Scope();
  const space = line.height * picture.heightPx * margin;
  const left = Math.max(0, Math.floor(line.x * picture.widthPx - space));
  const top = Math.max(0, Math.floor(line.y * picture.heightPx - space));
  const right = Math.min(picture.widthPx, Math.ceil((line.x + line.width) * picture.widthPx + space));
  const bottom = Math.min(picture.heightPx, Math.ceil((line.y + line.height) * picture.heightPx + space));
  const source = scope.keep(cv.matFromArray(picture.heightPx, picture.widthPx, cv.CV_8UC1, picture.grey as unknown as number[]));
  const part = scope.keep(source.roi(new cv.Rect(left, top, Math.max(1, right - left), Math.max(1, bottom - top))));
  const widthPx = Math.max(8, Math.round((part.cols * heightPx) / part.rows));
  const scaled = scope.keep(new cv.Mat());
  cv.resize(part, scaled, new cv.Size(widthPx, heightPx), 0, 0, part.rows > heightPx ? cv.INTER_AREA : cv.INTER_CUBIC);
  return { widthPx, heightPx, grey: stretched(scaled.data as Uint8Array) };
}

/** The darkest and the lightest hundredth become black and white. */
function stretched(grey: Uint8Array): Uint8Array {
  const histogram = new Uint32Array(256);
  for (const value of grey) histogram[value] = (histogram[value] ?? 0) + 1;
  const [low, high] = [valueAt(histogram, Math.floor(grey.length * 0.01)), valueAt(histogram, Math.floor(grey.length * 0.99))];
  const range = Math.max(1, high - low);
  const becomes = Uint8Array.from({ length: 256 }, (_, value) => Math.max(0, Math.min(255, Math.round(((value - low) * 255) / range))));
  return grey.map((value) => becomes[value] ?? 0);
}

/** The value at a place in the order from dark to light. */
function valueAt(histogram: Uint32Array, place: number): number {
  let passed = 0;
  for (let value = 0; value < 256; value += 1) {
    passed += histogram[value] ?? 0;
    if (passed > place) return value;
  }
  return 255;
}
