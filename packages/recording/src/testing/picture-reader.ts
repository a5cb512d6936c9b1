import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createWorker, type Worker } from 'tesseract.js';
import { ffmpegPath } from './ffmpeg-kit.ts';

const run = promisify(execFile);

/** Reads what stands in a part of a picture of a file. */
export class PictureReader {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async open(): Promise<PictureReader> {
    const langPath = join(dirname(fileURLToPath(import.meta.resolve('@tesseract.js-data/eng'))), '4.0.0_best_int');
    const worker = await createWorker('eng', 1, { langPath, gzip: true, cacheMethod: 'none' });
    await worker.setParameters({ user_defined_dpi: '150' });
    return new PictureReader(worker);
  }

  /** `part`: `width:height:x:y`; enlarged `scale` times before it is read. */
  async text(file: string, ms: number, part: string, { characters = '', scale = 3 } = {}): Promise<string> {
    await this.#worker.setParameters({
      tessedit_char_whitelist: characters,
      tessedit_pageseg_mode: (characters === '' ? '6' : '7') as never,
    });
    const filter = `crop=${part},scale=iw*${scale}:-2:flags=bicubic,negate`;
    const args = [
      '-hide_banner',
      '-loglevel',
      'error',
      '-nostdin',
      '-ss',
      (ms / 1_000).toFixed(3),
      '-i',
      file,
      '-vf',
      filter,
      '-frames:v',
      '1',
      '-f',
      'image2pipe',
      '-c:v',
      'png',
      'pipe:1',
    ];
    const { stdout } = await run(ffmpegPath, args, { encoding: 'buffer', maxBuffer: 16 * 1024 * 1024 });
    const { data } = await this.#worker.recognize(stdout);
    return data.text.trim();
  }

  /** The clock of the picture that is shown at a moment, as Unix ms; NaN where it cannot be read. `zone`: `+08:00`. */
  async clock(file: string, ms: number, zone: string): Promise<number> {
    // No one size is read without a slip; what is not a whole date and time is looked at again.
    for (const scale of [3, 1.5, 2, 4]) {
      const text = await this.text(file, ms, '312:48:866:0', { characters: '0123456789-:. ', scale });
      // What stands between digits is small, and may be missed; a digit may not.
      const [, year, month, day, hour, minute, second, hundredths] =
        /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text.replace(/\D/g, '')) ?? [];
      const shown = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${hundredths}0${zone}`);
      if (Number.isFinite(shown)) return shown;
    }
    return Number.NaN;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
