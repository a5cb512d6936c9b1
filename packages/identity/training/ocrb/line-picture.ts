import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import sharp from 'sharp';
import type { SeededRandom } from '../../src/testing/seeded-random.ts';

/** How a typeface is drawn; `lean` takes the slope of slanted ones back. */
export interface LineFont {
  readonly family: string;
  readonly lean: number;
}

/** A line as a camera may have seen it, as PNG in grey. */
export async function linePicture(random: SeededRandom, font: LineFont, text: string): Promise<Buffer> {
  const size = random.between(34, 44);
  const pitch = size * random.between(0.64, 0.86);
  const marginX = random.between(4, 60);
  const width = Math.ceil(pitch * text.length + 2 * marginX);
  const height = Math.ceil(size * random.between(1.25, 2.3));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  paper(random, context, width, height);
  ink(random, context, { font, text, size, pitch, width, height });
  if (random.chance(0.15)) neighbours(random, context, width, height, size);
  return throughCamera(random, canvas.toBuffer('image/png'), width, height, size);
}

/** A tinted ground with the fine waves of security printing. */
function paper(random: SeededRandom, context: SKRSContext2D, width: number, height: number): void {
  const light = random.between(150, 255);
  const slope = context.createLinearGradient(0, 0, width, 0);
  slope.addColorStop(0, `rgb(${light},${light},${light})`);
  const other = light - random.between(0, 40);
  slope.addColorStop(1, `rgb(${other},${other},${other})`);
  context.fillStyle = slope;
  context.fillRect(0, 0, width, height);
  const waves = random.chance(0.7) ? random.whole(2, 14) : 0;
  for (let wave = 0; wave < waves; wave += 1) {
    context.lineWidth = random.between(0.5, 2);
    context.strokeStyle = `rgba(70,70,70,${random.between(0.03, 0.22)})`;
    const [frequency, phase, middle, swing] = [
      random.between(0.005, 0.1),
      random.between(0, 6),
      random.between(0, height),
      random.between(2, 14),
    ];
    context.beginPath();
    for (let x = 0; x < width; x += 4) context.lineTo(x, middle + Math.sin(x * frequency + phase) * swing);
    context.stroke();
  }
}

interface Ink {
  readonly font: LineFont;
  readonly text: string;
  readonly size: number;
  readonly pitch: number;
  readonly width: number;
  readonly height: number;
}

function ink(random: SeededRandom, context: SKRSContext2D, { font, text, size, pitch, width, height }: Ink): void {
  const dark = random.between(0, 95);
  context.save();
  context.translate(width / 2, height / 2);
  context.rotate(random.between(-0.012, 0.012));
  context.transform(1, random.between(-0.004, 0.004), random.between(-0.14, 0.14) + font.lean, random.between(0.9, 1.15), 0, 0);
  context.fillStyle = `rgb(${dark},${dark},${dark})`;
  context.strokeStyle = context.fillStyle;
  context.textAlign = 'center';
  context.font = `${size}px ${font.family}`;
  const weight = random.chance(0.5) ? random.between(0, size * 0.06) : 0;
  const bend = random.between(-3, 3);
  const baseline = size * 0.35 + random.between(-4, 4);
  const start = (-pitch * text.length) / 2;
  for (const [index, sign] of [...text].entries()) {
    const share = (index + 0.5) / text.length - 0.5;
    const [x, y] = [start + (index + 0.5) * pitch, baseline + bend * (4 * share * share - 0.5)];
    context.fillText(sign, x, y);
    if (weight === 0) continue;
    context.lineWidth = weight;
    context.strokeText(sign, x, y);
  }
  context.restore();
}

/** What of other lines, of labels and of the card's edge gets into a crop. */
function neighbours(random: SeededRandom, context: SKRSContext2D, width: number, height: number, size: number): void {
  const dark = random.between(20, 120);
  context.fillStyle = `rgb(${dark},${dark},${dark})`;
  if (random.chance(0.5)) context.fillRect(0, 0, random.between(1, 4), height);
  if (random.chance(0.5)) context.fillRect(0, random.chance(0.5) ? 0 : height - 3, width, random.between(1, 3));
  for (let x = random.between(0, size); x < width; x += size * random.between(0.6, 1.4)) {
    if (random.chance(0.3)) context.fillRect(x, height - random.between(1, 4), size * 0.4, 4);
  }
}

/** Fewer pixels, unsharp, shaken, compressed, noisy, unevenly lit; then enlarged again as a crop is. */
async function throughCamera(random: SeededRandom, png: Buffer, width: number, height: number, size: number): Promise<Buffer> {
  // A resident number stands 12 to 60 pixels high in what cameras deliver, a machine-readable line 10 to 40.
  const scale = random.between(11, 34) / size;
  const [smallWidth, smallHeight] = [Math.round(width * scale), Math.max(12, Math.round(height * scale))];
  let picture = sharp(png)
    .greyscale()
    .resize({ width: smallWidth, height: smallHeight, fit: 'fill', kernel: random.chance(0.5) ? 'cubic' : 'linear' });
  if (random.chance(0.75)) picture = picture.blur(random.between(0.3, 0.35 + scale * 1.1));
  if (random.chance(0.12)) picture = picture.convolve(shake(random));
  const { data, info } = await sharp(await picture.png({ compressionLevel: 1 }).toBuffer())
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  light(random, data, info.width, info.height);
  const noisy = sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } });
  const compressed = await noisy.jpeg({ quality: random.whole(35, 95) }).toBuffer();
  return sharp(compressed)
    .greyscale()
    .resize({ width, height, fit: 'fill', kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .withMetadata({ density: 70 })
    .toBuffer();
}

/** A short movement along the line or across it; longer ones are refused before anything is read. */
function shake(random: SeededRandom): { width: number; height: number; kernel: number[]; scale: number } {
  const along = random.chance(0.6);
  const length = 3;
  return {
    width: along ? length : 3,
    height: along ? 3 : length,
    kernel: along ? [0, 0, 0, 1, 1, 1, 0, 0, 0] : [0, 1, 0, 0, 1, 0, 0, 1, 0],
    scale: 3,
  };
}

/** Noise, a slope of light, a patch that shines, and less contrast. */
function light(random: SeededRandom, grey: Buffer, width: number, height: number): void {
  const noise = random.between(0, 9);
  const slope = random.between(-0.35, 0.35);
  const [contrast, lift] = [random.between(0.45, 1), random.between(0, 40)];
  const shine = random.chance(0.15) ? random.between(30, 110) : 0;
  const [shineX, shineWidth] = [random.between(0, width), random.between(0.1, 0.4) * width];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const lit = (grey[at] ?? 0) * contrast + lift;
      const shining = shine * Math.exp(-(((x - shineX) / shineWidth) ** 2));
      grey[at] = Math.max(0, Math.min(255, lit * (1 + slope * (x / width - 0.5)) + shining + random.gauss() * noise));
    }
  }
}
