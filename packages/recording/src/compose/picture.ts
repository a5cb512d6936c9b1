/** Brightness and colour as a video has them: Y 16–235, U and V around 128 (ITU-R BT.601, §2.5). */
export interface Colour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** The same of `#rrggbb` (BT.601 matrix, limited range). */
export function colourOf(hex: string): Colour {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
  const luma = 0.299 * r + 0.587 * g + 0.114 * b;
  return {
    y: Math.round(16 + 219 * luma),
    u: Math.round(128 + (112 * (b - luma)) / 0.886),
    v: Math.round(128 + (112 * (r - luma)) / 0.701),
  };
}

/** A picture in planes (I420): brightness, then the two colours at half the resolution. Sides are even. */
export class Picture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;

  constructor(width: number, height: number, bytes = Buffer.allocUnsafe((width * height * 3) / 2)) {
    this.width = width;
    this.height = height;
    this.bytes = bytes;
  }

  static filled(width: number, height: number, { y, u, v }: Colour): Picture {
    const picture = new Picture(width, height);
    const points = width * height;
    picture.bytes.fill(y, 0, points);
    picture.bytes.fill(u, points, points + points / 4);
    picture.bytes.fill(v, points + points / 4);
    return picture;
  }

  /** Lays another one on this, wholly within it; `x` and `y` even. */
  lay(other: Picture, x: number, y: number): void {
    const points = this.width * this.height;
    const otherPoints = other.width * other.height;
    copyRows(other.bytes, 0, other.width, other.height, this.bytes, y * this.width + x, this.width);
    for (const part of [0, 1]) {
      const from = otherPoints + (part * otherPoints) / 4;
      const to = points + (part * points) / 4 + ((y / 2) * this.width) / 2 + x / 2;
      copyRows(other.bytes, from, other.width / 2, other.height / 2, this.bytes, to, this.width / 2);
    }
  }
}

function copyRows(from: Buffer, at: number, width: number, rows: number, to: Buffer, toAt: number, stride: number): void {
  for (let row = 0; row < rows; row++) from.copy(to, toAt + row * stride, at + row * width, at + (row + 1) * width);
}
