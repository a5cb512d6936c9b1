import { SetupError } from '@guichet/database/setup-error';
import { ensureWorker } from '../../apps/sfu/native/ensure-worker.ts';
import { WorkerUnavailableError } from '../../apps/sfu/native/worker-error.ts';
import { describeWorkerProgress, type WorkerProgress } from '../../apps/sfu/native/worker-progress.ts';
import type { Progress } from '../setup/progress.ts';

/** The media worker's binary: found at once when it is cached, else fetched or built, which can take minutes. */
export async function ensureMediaWorker(progress: Progress): Promise<string> {
  const report = everyTenth((reached) =>
    progress.note({ en: describeWorkerProgress(reached, 'en'), 'zh-CN': describeWorkerProgress(reached, 'zh-CN') }),
  );
  try {
    return (await ensureWorker({ onProgress: report })).binary;
  } catch (error) {
    if (!(error instanceof WorkerUnavailableError)) throw error;
    throw new SetupError({ en: error.describe('en'), 'zh-CN': error.describe('zh-CN') }, { cause: error });
  }
}

/** Passes on the first report of every step and then one per ten percent. */
function everyTenth(show: (reached: WorkerProgress) => void): (reached: WorkerProgress) => void {
  let shown = '';
  return (reached) => {
    const mark = `${reached.step} ${Math.floor((reached.percent ?? 0) / 10)}`;
    if (mark === shown) return;
    shown = mark;
    show(reached);
  };
}
