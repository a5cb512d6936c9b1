import type { StillFormat } from '@guichet/protocol';

const MAX_PICTURE_BYTES = 32 * 1024 * 1024;
const PART_LENGTH = /content-length: *(\d+)\r\n/i;
const HEADER_END = Buffer.from('\r\n\r\n');

/** Cuts ffmpeg's output into pictures: JPEGs by the length in front of each (`mpjpeg`), bare pixels by their number, told before. */
export class PictureSplitter {
  readonly #format: StillFormat;
  readonly #onPicture: (picture: Buffer) => void;
  readonly #expected: number[] = [];
  #rest: Buffer = Buffer.alloc(0);

  constructor(format: StillFormat, onPicture: (picture: Buffer) => void) {
    this.#format = format;
    this.#onPicture = onPicture;
  }

  /** The next bare picture has so many bytes. */
  expect(bytes: number): void {
    if (this.#format === 'jpeg') return;
    this.#expected.push(bytes);
    this.#cut();
  }

  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    this.#cut();
    if (this.#rest.length > MAX_PICTURE_BYTES) this.#rest = Buffer.alloc(0);
  }

  #cut(): void {
    for (;;) {
      const part = this.#format !== 'jpeg' ? this.#nextBare() : this.#nextJpeg();
      if (!part || part.end > this.#rest.length) return;
      const picture = Buffer.from(this.#rest.subarray(part.start, part.end));
      this.#rest = this.#rest.subarray(part.end);
      if (this.#format !== 'jpeg') this.#expected.shift();
      this.#onPicture(picture);
    }
  }

  #nextBare(): { readonly start: number; readonly end: number } | null {
    const bytes = this.#expected[0];
    return bytes === undefined ? null : { start: 0, end: bytes };
  }

  #nextJpeg(): { readonly start: number; readonly end: number } | null {
    const headerEnd = this.#rest.indexOf(HEADER_END);
    if (headerEnd < 0) return null;
    const length = PART_LENGTH.exec(this.#rest.toString('latin1', 0, headerEnd + 2));
    const start = headerEnd + HEADER_END.length;
    return length ? { start, end: start + Number(length[1]) } : null;
  }
}
