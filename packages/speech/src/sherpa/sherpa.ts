import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SPEECH_RATE_HZ, type SpeechEngine, SpeechFailed, type SpokenWord } from '../engine.ts';
import { ModelFile } from './model-file.ts';
import { wordsOfTokens } from './words-of-tokens.ts';

export interface SherpaSettings {
  /** Folder with the model, its `guichet-model.json`, and `sherpa-onnx-node` installed in it or above it. */
  readonly modelDir: string;
}

const PROCESS = new URL('sherpa-process.ts', import.meta.url);
/** Large models take a while to be read from a disk. */
const START_WITHIN_MS = 60_000;
const WORDS_WITHIN_MS = 120_000;

const Answer = z.object({ id: z.number(), tokens: z.array(z.string()), timestamps: z.array(z.number()) });

/** A model of the operator's by sherpa-onnx (Apache-2.0). Neither is a part of Guichet. @throws SpeechFailed `not_available`, with what is missing */
export async function openSherpa({ modelDir }: SherpaSettings): Promise<SpeechEngine> {
  const file = await readFile(join(modelDir, 'guichet-model.json'), 'utf8').catch(() => null);
  const model = ModelFile.safeParse(file === null ? null : readJson(file));
  if (!model.success) throw new SpeechFailed('not_available', { why: `${modelDir} holds no guichet-model.json that is one` });
  const { name, version, licence, languages } = model.data;
  const process = new ModelProcess(modelDir);
  await process.start();
  return {
    info: { name: `sherpa-onnx/${name}`.slice(0, 64), version, licence: `Apache-2.0; model: ${licence}` },
    wordsIn: languages,
    answersIn: [],
    words: async ({ pcm }, signal) => ({ kind: 'words', words: await process.words(pcm, signal) }),
    answer: () => Promise.reject(new SpeechFailed('not_available', { why: 'it writes words down' })),
    close: () => process.close(),
  };
}

/** The process of a model, one span at a time; started anew after it fell. */
class ModelProcess {
  readonly #modelDir: string;
  #child: ChildProcess | null = null;
  #before: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(modelDir: string) {
    this.#modelDir = modelDir;
  }

  async start(): Promise<ChildProcess> {
    if (this.#child !== null) return this.#child;
    const child = fork(PROCESS, {
      cwd: this.#modelDir,
      env: {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = null;
    });
    this.#child = child;
    try {
      await heardFrom(child, START_WITHIN_MS, (message) => (message as { ready?: boolean }).ready === true || null);
    } catch {
      this.close();
      throw new SpeechFailed('not_available', { why: 'sherpa-onnx-node or its model cannot be loaded' });
    }
    return child;
  }

  words(pcm: Int16Array, signal: AbortSignal): Promise<SpokenWord[]> {
    const turn = this.#before.then(() => this.#ask(pcm, signal));
    this.#before = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async #ask(pcm: Int16Array, signal: AbortSignal): Promise<SpokenWord[]> {
    signal.throwIfAborted();
    const child = await this.start();
    const id = ++this.#count;
    const within = AbortSignal.any([signal, AbortSignal.timeout(WORDS_WITHIN_MS)]);
    try {
      const answered = heardFrom(
        child,
        WORDS_WITHIN_MS,
        (message) => (Answer.safeParse(message).data?.id === id ? Answer.parse(message) : null),
        within,
      );
      child.send({ id, pcm, rateHz: SPEECH_RATE_HZ });
      const { tokens, timestamps } = await answered;
      return wordsOfTokens(tokens, timestamps);
    } catch (error) {
      // What it is still at is nobody's any more.
      this.close();
      signal.throwIfAborted();
      throw error;
    }
  }
}

/** The first message that `pick` takes. Rejects when the process ends before, or in its time says nothing. */
function heardFrom<Value>(
  child: ChildProcess,
  withinMs: number,
  pick: (message: unknown) => Value | null,
  signal?: AbortSignal,
): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const take = (message: unknown): void => {
    const value = pick(message);
    if (value !== null) resolve(value);
  };
  const fell = (): void => reject(new SpeechFailed('crashed'));
  const late = (): void => reject(new SpeechFailed('timeout'));
  const timer = setTimeout(late, withinMs);
  child.on('message', take).once('exit', fell).once('error', fell);
  signal?.addEventListener('abort', late);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', take).off('exit', fell).off('error', fell);
    signal?.removeEventListener('abort', late);
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
