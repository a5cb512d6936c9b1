import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { SeededRandom } from '../seeded-random.ts';
import type { DocumentFonts } from './fonts.ts';

/** A drawn document, flat and unworn: RGBA, transparent outside its rounded corners. */
export interface DrawnDocument {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
  /** What is printed, by the names that the readers use. */
  readonly truth: Readonly<Record<string, string>>;
  readonly png: () => Buffer;
}

interface Size {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pixelsPerMm: number;
  readonly cornerMm: number;
}

/** Formats of ISO/IEC 7810. */
export const ID_1: Size = { widthMm: 85.6, heightMm: 53.98, pixelsPerMm: 18, cornerMm: 3.18 };
export const ID_3: Size = { widthMm: 125, heightMm: 88, pixelsPerMm: 13, cornerMm: 3.18 };

interface Text {
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly sizeMm: number;
  readonly font: string;
  readonly colour?: string;
  /** From the middle of one sign to that of the next; without it, as the typeface has it. */
  readonly pitchMm?: number;
}

/** A canvas in millimetres from the top left corner, on which a print run stands a little off where it should (at most 0.5 mm). */
export class CardCanvas {
  readonly #canvas: Canvas;
  readonly #context: SKRSContext2D;
  readonly #size: Size;
  readonly fonts: DocumentFonts;
  readonly random: SeededRandom;

  constructor(size: Size, random: SeededRandom, fonts: DocumentFonts) {
    this.#size = size;
    this.random = random;
    this.fonts = fonts;
    const { widthMm, heightMm, pixelsPerMm, cornerMm } = size;
    this.#canvas = createCanvas(Math.round(widthMm * pixelsPerMm), Math.round(heightMm * pixelsPerMm));
    this.#context = this.#canvas.getContext('2d');
    this.#context.scale(pixelsPerMm, pixelsPerMm);
    this.#context.beginPath();
    this.#context.roundRect(0, 0, widthMm, heightMm, cornerMm);
    this.#context.clip();
  }

  /** A tint that changes across the card, and fine waves over it. */
  ground(from: string, to: string): void {
    const { widthMm, heightMm } = this.#size;
    const tint = this.#context.createLinearGradient(0, 0, widthMm, heightMm);
    tint.addColorStop(0, from);
    tint.addColorStop(0.5, '#f6f8fa');
    tint.addColorStop(1, to);
    this.#context.fillStyle = tint;
    this.#context.fillRect(0, 0, widthMm, heightMm);
    this.#context.lineWidth = 0.07;
    const [swing, lines] = [this.random.between(0.5, 1.2), this.random.whole(30, 48)];
    for (let line = 0; line < lines; line += 1) {
      this.#context.strokeStyle = line % 2 === 0 ? 'rgba(90,140,190,0.22)' : 'rgba(210,130,150,0.2)';
      this.#context.beginPath();
      for (let x = 0; x <= widthMm; x += 0.5) {
        const y = (heightMm * line) / lines + Math.sin(x / 4 + line * 0.7) * swing + Math.sin(x / 1.6 + line) * 0.3;
        this.#context.lineTo(x, y);
      }
      this.#context.stroke();
    }
  }

  text(value: string, { x, y, sizeMm, font, colour = '#161616', pitchMm }: Text): void {
    this.#context.fillStyle = colour;
    this.#context.font = `${sizeMm}px ${font}`;
    if (pitchMm === undefined) {
      this.#context.fillText(value, x, y);
      return;
    }
    this.#context.textAlign = 'center';
    for (const [index, sign] of [...value].entries()) this.#context.fillText(sign, x + (index + 0.5) * pitchMm, y);
    this.#context.textAlign = 'left';
  }

  /** Lines that are as wide as may be, as addresses are printed. */
  wrapped(value: string, widthMm: number, place: Text & { readonly leadingMm: number }): void {
    this.#context.font = `${place.sizeMm}px ${place.font}`;
    const lines = [''];
    for (const sign of value) {
      const grown = `${lines.at(-1)}${sign}`;
      if (this.#context.measureText(grown).width > widthMm) lines.push(sign);
      else lines[lines.length - 1] = grown;
    }
    for (const [index, line] of lines.entries()) this.text(line, { ...place, y: place.y + index * place.leadingMm });
  }

  disc(x: number, y: number, radius: number, colour: string): void {
    this.#context.fillStyle = colour;
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#context.fill();
  }

  /** Head and shoulders of nobody. */
  portrait(x: number, y: number, width: number, height: number): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.fillStyle = '#e3e9f0';
    context.fillRect(x, y, width, height);
    const [middle, skin] = [x + width / 2, `hsl(${this.random.whole(18, 34)} 45% ${this.random.whole(45, 75)}%)`];
    this.disc(middle, y + height * 1.05, width * 0.46, `hsl(${this.random.whole(0, 359)} 25% 28%)`);
    this.disc(middle, y + height * 0.4, width * 0.31, '#2a2320');
    this.disc(middle, y + height * 0.47, width * 0.26, skin);
    for (const side of [-1, 1]) this.disc(middle + side * width * 0.1, y + height * 0.44, width * 0.03, '#1b1b1b');
    context.fillStyle = '#8a4a44';
    context.fillRect(middle - width * 0.07, y + height * 0.57, width * 0.14, height * 0.012);
    context.restore();
  }

  done(truth: Readonly<Record<string, string>>): DrawnDocument {
    const { width, height } = this.#canvas;
    const { data } = this.#canvas.getContext('2d').getImageData(0, 0, width, height);
    return { width, height, rgba: data, truth, png: () => this.#canvas.toBuffer('image/png') };
  }
}
