import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { SeededRandom } from '../seeded-random.ts';

export type Point = readonly [x: number, y: number];

/** What lies under a document and around it, with the document's shadow; RGBA. */
export function drawDesk(random: SeededRandom, width: number, height: number, corners: readonly Point[]): Uint8ClampedArray {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  random.pick([wood, cloth, plain, cluttered])(random, context, width, height);
  shadow(random, context, corners, width);
  return context.getImageData(0, 0, width, height).data;
}

const tone = (random: SeededRandom, low: number, high: number) =>
  `hsl(${random.whole(0, 359)} ${random.whole(5, 45)}% ${random.whole(low, high)}%)`;

function plain(random: SeededRandom, context: SKRSContext2D, width: number, height: number): void {
  const slope = context.createLinearGradient(0, 0, width, height * random.between(-1, 1));
  const hue = random.whole(0, 359);
  const light = random.whole(12, 62);
  slope.addColorStop(0, `hsl(${hue} 20% ${light}%)`);
  slope.addColorStop(1, `hsl(${hue} 25% ${Math.max(6, light - random.whole(0, 14))}%)`);
  context.fillStyle = slope;
  context.fillRect(0, 0, width, height);
}

function wood(random: SeededRandom, context: SKRSContext2D, width: number, height: number): void {
  const [hue, light] = [random.whole(18, 38), random.whole(22, 52)];
  context.fillStyle = `hsl(${hue} 40% ${light}%)`;
  context.fillRect(0, 0, width, height);
  for (let line = 0; line < height; line += random.between(4, 14)) {
    context.strokeStyle = `hsla(${hue} 45% ${light - random.whole(3, 14)}% / 0.6)`;
    context.lineWidth = random.between(0.5, 3);
    const [swing, phase] = [random.between(1, 10), random.between(0, 6)];
    context.beginPath();
    for (let x = 0; x <= width; x += 16) context.lineTo(x, line + Math.sin(x / 220 + phase) * swing);
    context.stroke();
  }
}

function cloth(random: SeededRandom, context: SKRSContext2D, width: number, height: number): void {
  plain(random, context, width, height);
  const step = random.between(18, 70);
  context.fillStyle = tone(random, 20, 50);
  context.globalAlpha = random.between(0.15, 0.5);
  for (let x = 0; x < width; x += 2 * step) context.fillRect(x, 0, step, height);
  context.globalAlpha *= 0.7;
  for (let y = 0; y < height; y += 2 * step) context.fillRect(0, y, width, step);
  context.globalAlpha = 1;
}

/** Paper, pens and other things with straight edges, as they lie about. */
function cluttered(random: SeededRandom, context: SKRSContext2D, width: number, height: number): void {
  wood(random, context, width, height);
  for (let thing = random.whole(2, 5); thing > 0; thing -= 1) {
    context.save();
    context.translate(
      random.between(0, width),
      random.chance(0.5) ? random.between(0, height * 0.2) : random.between(height * 0.8, height),
    );
    context.rotate(random.between(0, Math.PI));
    context.fillStyle = tone(random, 15, 75);
    context.fillRect(0, 0, random.between(0.05, 0.4) * width, random.between(0.02, 0.25) * height);
    context.restore();
  }
}

function shadow(random: SeededRandom, context: SKRSContext2D, corners: readonly Point[], width: number): void {
  context.save();
  context.shadowColor = `rgba(0,0,0,${random.between(0.25, 0.6)})`;
  context.shadowBlur = random.between(0.004, 0.016) * width;
  context.shadowOffsetX = random.between(-0.005, 0.005) * width;
  context.shadowOffsetY = random.between(0.001, 0.006) * width;
  context.fillStyle = '#777';
  context.beginPath();
  // A little smaller than the document, whose corners are round: nothing of the form that casts the shadow is to be seen.
  const [middleX, middleY] = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + (corner[axis as 0 | 1] ?? 0) / corners.length, 0));
  for (const [x, y] of corners) context.lineTo(x + ((middleX ?? x) - x) * 0.03, y + ((middleY ?? y) - y) * 0.03);
  context.closePath();
  context.fill();
  context.restore();
}
