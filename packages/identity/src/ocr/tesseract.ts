import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import type { GreyPicture } from '../image/picture.ts';
import { type LineReader, lineOf, type ReadLine, type ReadSign } from './line-reader.ts';

/** What tesseract.js reads with; all of it is installed, nothing is ever fetched. */
const MODELS = {
  /** Simplified Chinese. */
  chinese: { language: 'chi_sim', folder: () => dataFolder('@tesseract.js-data/chi_sim') },
  latin: { language: 'eng', folder: () => dataFolder('@tesseract.js-data/eng') },
  /** Our own, of machine-readable lines and resident numbers: `training/ocrb`. */
  ocrb: { language: 'ocrb', folder: () => fileURLToPath(new URL('./models', import.meta.url)) },
} as const;
export type TesseractModel = keyof typeof MODELS;

/** Lines are scaled to one height before they are read: resolution carries no meaning, but a wrong guess of it does harm. */
const DPI = '200';
const READ_TIMEOUT_MS = 10_000;

function dataFolder(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), '4.0.0_best_int');
}

/** A model in a thread of its own, opened with the first line (0.3 s, some 100 MB). One line is read at a time; callers wait for one another. */
export function tesseract(model: TesseractModel): LineReader {
  let opened: Promise<Worker> | undefined;
  return {
    engine: `tesseract.js/${MODELS[model].language}`,
    version: '7.0.0',
    read: async (line) => {
      opened ??= open(model);
      const worker = await opened;
      const { data } = await withDeadline(worker.recognize(portableGreymap(line), {}, { text: false, blocks: true }));
      return readLineOf(data.blocks ?? [], line.widthPx);
    },
    close: async () => {
      await (await opened)?.terminate();
    },
  };
}

async function open(model: TesseractModel): Promise<Worker> {
  const { language, folder } = MODELS[model];
  const options = { langPath: folder(), gzip: true, cacheMethod: 'none' };
  // What goes wrong is told by the promise; without a handler it would be thrown a second time, where nobody can catch it.
  const worker = await createWorker(language, OEM.LSTM_ONLY, { ...options, errorHandler: () => {} });
  await worker.setParameters({ tessedit_pageseg_mode: model === 'ocrb' ? PSM.RAW_LINE : PSM.SINGLE_LINE, user_defined_dpi: DPI });
  return worker;
}

interface Symbols {
  readonly paragraphs: readonly {
    readonly lines: readonly { readonly words: readonly { readonly symbols: readonly TesseractSymbol[] }[] }[];
  }[];
}
interface TesseractSymbol {
  readonly text: string;
  readonly confidence: number;
  readonly bbox: { readonly x0: number; readonly x1: number };
}

function readLineOf(blocks: readonly Symbols[], widthPx: number): ReadLine {
  const symbols = blocks.flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ lines }) =>
      lines.flatMap(({ words }) => words.flatMap((word) => word.symbols.map((symbol, index) => ({ ...symbol, afterSpace: index === 0 })))),
    ),
  );
  const signs = symbols.map(
    ({ text, confidence, bbox, afterSpace }): ReadSign => ({
      text,
      confidence: confidence / 100,
      from: bbox.x0 / widthPx,
      to: bbox.x1 / widthPx,
      afterSpace,
    }),
  );
  return lineOf(signs.filter(({ text }) => text.trim() !== ''));
}

/** Netpbm's P5: what Leptonica reads without anything having to be packed and unpacked. */
function portableGreymap({ widthPx, heightPx, grey }: GreyPicture): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`), grey]);
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`a line was not read within ${READ_TIMEOUT_MS} ms`)), READ_TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
