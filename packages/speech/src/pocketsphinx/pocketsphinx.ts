import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bytesOf, SPEECH_RATE_HZ, type SpeechEngine, SpeechFailed, type SpeechSpan } from '../engine.ts';
import { type Grammar, PHRASES, phoneLoop, phraseGrammar } from './grammar.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type Decoding, readSegments } from './segments.ts';

const run = promisify(execFile);

/** As Debian's packages `pocketsphinx` and `pocketsphinx-en-us` have it. */
export interface PocketsphinxSettings {
  /** The program `pocketsphinx_batch`. */
  readonly programPath: string;
  /** Folder with the model `en-us` and its dictionary. */
  readonly modelDir: string;
}

export const DEBIAN_POCKETSPHINX: PocketsphinxSettings = {
  programPath: '/usr/bin/pocketsphinx_batch',
  modelDir: '/usr/share/pocketsphinx/model/en-us',
};

/** An answer takes under a second; a machine that is busy is given time. */
const DEADLINE_MS = 30_000;
/** Nobody takes longer for a yes; what is longer holds more than an answer. */
const MAX_ANSWER_MS = 15_000;
/** Digital silence upsets the model's estimate of the channel: a whisper of noise, about −55 dBFS, is laid under it. */
const DITHER = 60;
/** The phone loop has many ways to go on: it looks at fewer of them. */
const NARROW = ['-beam', '1e-20', '-pbeam', '1e-20', '-wbeam', '1e-10'];

/** English yes, no and “please repeat” by CMU PocketSphinx, in processes of its own that see no more than the answer. @throws SpeechFailed `not_available` */
export async function openPocketsphinx({ programPath, modelDir }: PocketsphinxSettings): Promise<SpeechEngine> {
  const hmm = join(modelDir, 'en-us');
  const dictionary = await readFile(join(modelDir, 'cmudict-en-us.dict'), 'utf8').catch((error: unknown) => missing(modelDir, error));
  await access(join(hmm, 'mdef')).catch((error: unknown) => missing(hmm, error));
  await access(programPath, constants.X_OK).catch((error: unknown) => missing(programPath, error));
  const yes = phraseGrammar(PHRASES.yes, dictionary);
  const other = phraseGrammar([...PHRASES.no, ...PHRASES.repeat], dictionary);

  return {
    info: { name: 'pocketsphinx', version: '0.8+5prealpha', licence: 'BSD-2-Clause (program and model en-us)' },
    wordsIn: [],
    answersIn: ['en'],
    words: () => Promise.reject(new SpeechFailed('not_available', { why: 'it tells closed answers apart' })),
    answer: async ({ pcm, language }: SpeechSpan, signal) => {
      if (language !== 'en') throw new SpeechFailed('not_available', { why: 'it knows English' });
      if (pcm.length > (MAX_ANSWER_MS * SPEECH_RATE_HZ) / 1_000) return { kind: 'answer', answer: 'unsure', likelihood: null };
      const folder = await mkdtemp(join(tmpdir(), 'guichet-answer-'));
      try {
        await writeFile(join(folder, 'answer.raw'), bytesOf(dithered(pcm)), { mode: 0o600 });
        await writeFile(join(folder, 'list'), 'answer\n');
        const decode = (name: string, grammar: Grammar, more: readonly string[] = []) =>
          decodeBy(name, grammar, { folder, hmm, programPath, more, signal });
        const [ofYes, ofOther, sounds] = await Promise.all([
          decode('yes', yes),
          decode('other', other),
          decode('sounds', phoneLoop, NARROW),
        ]);
        return judgeAnswer({ yes: ofYes, other: ofOther, sounds });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    close: () => undefined,
  };
}

interface DecodeOptions {
  readonly folder: string;
  readonly hmm: string;
  readonly programPath: string;
  readonly more: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs the decoder once over the answer. Null: nothing in it fits the grammar. */
async function decodeBy(
  name: string,
  grammar: Grammar,
  { folder, hmm, programPath, more, signal }: DecodeOptions,
): Promise<Decoding | null> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  await Promise.all([writeFile(file('jsgf'), grammar.jsgf), writeFile(file('dict'), grammar.dictionary)]);
  const input = ['-adcin', 'yes', '-cepdir', folder, '-cepext', '.raw', '-ctl', join(folder, 'list'), '-samprate', String(SPEECH_RATE_HZ)];
  const model = ['-hmm', hmm, '-dict', file('dict'), '-jsgf', file('jsgf')];
  try {
    await run(programPath, [...model, ...input, '-hypseg', file('seg'), '-logfn', '/dev/null', ...more], {
      env: {},
      signal,
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1024,
    });
  } catch (error) {
    signal.throwIfAborted();
    const isLate = (error as { killed?: boolean }).killed === true;
    // What it prints may hold what was said.
    throw new SpeechFailed(isLate ? 'timeout' : 'crashed');
  }
  const written = await readFile(file('seg'), 'utf8').catch(() => '');
  return readSegments(written.split('\n')[0] ?? '');
}

function missing(path: string, cause: unknown): never {
  throw new SpeechFailed('not_available', { why: `${path} cannot be used`, cause });
}

/** The same noise each time, so that the same answer is judged the same way. */
function dithered(pcm: Int16Array): Int16Array {
  let state = 1;
  return pcm.map((sample) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + (state / 2 ** 31 - 1) * DITHER * Math.sqrt(3))));
  });
}
