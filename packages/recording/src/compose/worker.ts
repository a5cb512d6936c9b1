/** A thread that makes one composite. Started by `composeInWorker`. */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError, type ErrorCode } from '@guichet/protocol';
import { NICENESS } from '../background.ts';
import { type ComposeOptions, type ComposeResult, composeRecording, type MuxedRecording } from './compose.ts';

export interface ToComposer {
  readonly recording: MuxedRecording;
  readonly outputPath: string;
  readonly options: Omit<ComposeOptions, 'onProgress' | 'signal'>;
}
export type FromComposer =
  | { readonly progress: number }
  | { readonly result: ComposeResult }
  | { readonly failed: ErrorCode; readonly cause: string };

const TELL_EVERY_MS = 200;

const { recording, outputPath, options } = workerData as ToComposer;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
const tell = (said: FromComposer): void => parentPort?.postMessage(said);
// On Linux this is the niceness of this thread alone (setpriority(2), "C library/kernel differences"); elsewhere it would be the whole process'.
if (process.platform === 'linux') setPriority(0, NICENESS);

const stopped = new AbortController();
parentPort?.on('message', () => stopped.abort());
let toldAtMs = 0;
const onProgress = (progress: number): void => {
  const nowMs = performance.now();
  if (nowMs - toldAtMs < TELL_EVERY_MS && progress < 1) return;
  toldAtMs = nowMs;
  tell({ progress });
};
try {
  tell({ result: await composeRecording(recording, outputPath, { ...options, onProgress, signal: stopped.signal }) });
} catch (error) {
  const { code, cause } = AppError.from(error);
  tell({ failed: code, cause: cause instanceof Error ? cause.message : String(error) });
}
parentPort?.close();
