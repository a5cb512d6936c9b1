import { Worker } from 'node:worker_threads';
import { AppError } from '@guichet/protocol';
import type { ComposeOptions, ComposeResult, MuxedRecording } from './compose.ts';
import type { FromComposer, ToComposer } from './worker.ts';

/** A composer that was told to stop and has not is ended. */
const STOPS_WITHIN_MS = 10_000;

/**
 * `composeRecording` in a thread of its own, after everything else that this machine has to do: whoever starts it goes on answering. Errors as
 * there.
 */
export async function composeInWorker(
  recording: MuxedRecording,
  outputPath: string,
  { onProgress, signal, ...options }: ComposeOptions,
): Promise<ComposeResult> {
  signal?.throwIfAborted();
  const order: ToComposer = { recording, outputPath, options };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  let ending: NodeJS.Timeout | undefined;
  const stop = (): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
    worker.postMessage('stop');
    ending = setTimeout(() => void worker.terminate(), STOPS_WITHIN_MS);
  };
  signal?.addEventListener('abort', stop);
  try {
    return await new Promise<ComposeResult>((resolve, reject) => {
      worker.on('message', (said: FromComposer) => {
        if ('progress' in said) onProgress?.(said.progress);
        else if ('result' in said) resolve(said.result);
        else reject(new AppError(said.failed, { cause: new Error(said.cause) }));
      });
      worker.once('error', (cause) => reject(new AppError('internal', { cause })));
      worker.once('exit', () => reject(new AppError('internal', { cause: new Error('The composer ended without a word') })));
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(ending);
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
