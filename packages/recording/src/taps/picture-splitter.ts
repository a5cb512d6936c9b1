import type { StillFormat } from '@guichet/protocol';

const MAX_PICTURE_BYTES = 32 * 1024 * 1024;
const PART_LENGTH = /content-length: *(\d+)\r\n/i;
const HEADER_END = Buffer.from('\r\n\r\n');

/** Cuts ffmpeg's output into pictures: JPEGs by the length in front of each (`mpjpeg`), bare pixels by their number, told before. */
export class PictureSplitter {
  readonly #format: StillFormat;
  readonly #onPicture: (picture: Buffer) => void;
  readonly #expected: number[] = [];
  /** As it came: put together once, when a picture is whole. */
  #parts: Buffer[] = [];
  #length = 0;

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
    this.#parts.push(bytes);
    this.#length += bytes.length;
    this.#cut();
    if (this.#length > MAX_PICTURE_BYTES) this.#keep(Buffer.alloc(0));
  }

  #cut(): void {
    for (;;) {
      const part = this.#format === 'jpeg' ? this.#nextJpeg() : this.#nextBare();
      if (!part || part.end > this.#length) return;
      const all = this.#whole();
      // What the picture shares with others would keep them all.
      const isAlone = part.start === 0 && part.end === all.length;
      const picture = isAlone ? all : Buffer.from(all.subarray(part.start, part.end));
      this.#keep(all.subarray(part.end));
      if (this.#format !== 'jpeg') this.#expected.shift();
      this.#onPicture(picture);
    }
  }

  #whole(): Buffer {
    const [first, ...others] = this.#parts;
    if (first !== undefined && others.length === 0) return first;
    const all = Buffer.concat(this.#parts);
    this.#parts = [all];
    return all;
  }

  #keep(rest: Buffer): void {
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
  }

  #nextBare(): { readonly start: number; readonly end: number } | null {
    const bytes = this.#expected[0];
    return bytes === undefined ? null : { start: 0, end: bytes };
  }

  #nextJpeg(): { readonly start: number; readonly end: number } | null {
    const all = this.#whole();
    const headerEnd = all.indexOf(HEADER_END);
    if (headerEnd < 0) return null;
    const length = PART_LENGTH.exec(all.toString('latin1', 0, headerEnd + 2));
    const start = headerEnd + HEADER_END.length;
    return length ? { start, end: start + Number(length[1]) } : null;
  }
}
