import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { type DocumentReader, type LineSeen, openDocumentReader } from '@guichet/identity';
import { DRAWN_TYPES, drawDocument, levels, SeededRandom, takePicture } from '@guichet/identity/testing';
import { compare, type Figure } from '../figures.ts';
import type { BenchContext } from '../main.ts';

/** Cards differ in their lines, and the first ones have more of them than most. */
const DEFAULT_ROUNDS = 20;
const MAX_RATIO = 2;
const TIMEOUT_MS = 120_000;
const SEED = 20_261_122;

/** Native tesseract reads with the same models; what another engine reads here, it reads with the one for Chinese. */
const MODEL_OF = { chinese: 'chi_sim', chineseToo: 'chi_sim', latin: 'eng', ocrb: 'ocrb' } as const;

/** A whole document (found, laid flat, judged, read, checked) beside Debian's `tesseract` on the lines that were read on it, one process for each model. */
export async function measureSpeed({ rounds = DEFAULT_ROUNDS, progress }: BenchContext): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-bench-identity-'));
  const lines: LineSeen[] = [];
  const reader = await openDocumentReader({ onLine: (line) => lines.push(line) });
  try {
    await unpackModels(folder);
    const figures: Figure[] = [];
    for (const type of DRAWN_TYPES) {
      const taken = { ours: [] as number[], peer: [] as number[] };
      // Once, not counted: what is compiled on the way is compiled then.
      for (let round = -1; round < rounds; round += 1) {
        const random = new SeededRandom(SEED + round);
        const { jpeg } = await takePicture(drawDocument(type, random), levels['mild-1080p'](random), random);
        lines.length = 0;
        const ours = await timed(() => read(reader, jpeg, type));
        const peer = await timed(await native(folder, lines));
        progress(`${type} ${round}: ${ours.toFixed(0)} ms, ${lines.length} lines, tesseract ${peer.toFixed(0)} ms`);
        if (round < 0) continue;
        taken.ours.push(ours);
        taken.peer.push(peer);
      }
      figures.push(compare({ what: `a document: ${type}`, unit: 'ms', rounds: taken, maxRatio: MAX_RATIO }));
    }
    return figures;
  } finally {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const read = (reader: DocumentReader, jpeg: Buffer, type: string) => reader.read(jpeg, { type, today: '2026-06-01' });

async function unpackModels(folder: string): Promise<void> {
  const identity = dirname(fileURLToPath(import.meta.resolve('@guichet/identity')));
  const require = createRequire(join(identity, 'index.ts'));
  const shipped = (language: string) =>
    join(dirname(require.resolve(`@tesseract.js-data/${language}/package.json`)), `4.0.0_best_int/${language}.traineddata.gz`);
  const files = { chi_sim: shipped('chi_sim'), eng: shipped('eng'), ocrb: join(identity, 'ocr/models/ocrb.traineddata.gz') };
  for (const [model, file] of Object.entries(files))
    await writeFile(join(folder, `${model}.traineddata`), gunzipSync(await readFile(file)));
}

/** Writes the lines, and gives back what reads them: writing is not measured. */
async function native(folder: string, lines: readonly LineSeen[]): Promise<() => Promise<unknown>> {
  const runs: (readonly string[])[] = [];
  for (const [model, group] of Map.groupBy(lines, ({ script }) => MODEL_OF[script])) {
    const files: string[] = [];
    for (const [index, { line }] of group.entries()) {
      const file = join(folder, `${model}-${index}.pgm`);
      await writeFile(file, Buffer.concat([Buffer.from(`P5\n${line.widthPx} ${line.heightPx}\n255\n`), line.grey]));
      files.push(file);
    }
    const list = join(folder, `${model}.txt`);
    await writeFile(list, `${files.join('\n')}\n`);
    runs.push([list, '-', '--tessdata-dir', folder, '-l', model, '--psm', model === 'ocrb' ? '13' : '7', '--dpi', '200']);
  }
  return async () => {
    for (const args of runs)
      await promisify(execFile)('tesseract', args, { timeout: TIMEOUT_MS, env: { OMP_THREAD_LIMIT: '1', PATH: '/usr/bin' } });
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
