import loadSpeech, { type SpeechWorker } from '@echogarden/espeak-ng-emscripten';
import type { Language } from '@guichet/protocol';
import { visemeOf } from '../face/visemes.ts';
import type { ToSamples } from '../stage/decode-audio.ts';
import { pronounce, type Utterance } from './pronunciation.ts';
import { type MouthMark, SAMPLE_RATE_HZ, type SpokenLine } from './spoken-line.ts';

/** eSpeak's 175 words a minute is too quick for what somebody is to agree to. */
const WORDS_PER_MINUTE: Readonly<Record<Utterance['voice'], number>> = { 'cmn-latn-pinyin': 150, en: 145 };

/**
 * eSpeak NG (GPL-3.0-or-later) as WebAssembly, in this process alone: nothing else of the system is linked to it. It carries something of every line
 * over to the next, so each line is said by one of its own: a line sounds the same whenever it is said, and can be looked for in a recording.
 */
export class Synthesiser {
  readonly #toSamples: ToSamples;
  #next: Promise<SpeechWorker>;

  static async load(toSamples: ToSamples): Promise<Synthesiser> {
    const synthesiser = new Synthesiser(toSamples);
    await synthesiser.#next;
    return synthesiser;
  }

  private constructor(toSamples: ToSamples) {
    this.#toSamples = toSamples;
    this.#next = loadWorker();
  }

  /** @returns null when there is nothing in the line that could be said */
  async speak(text: string, language: Language): Promise<SpokenLine | null> {
    const worker = await this.#next;
    this.#next = loadWorker();
    // Whoever wants to say something hears of it.
    this.#next.catch(() => undefined);
    const said = pronounce(text, language).map((utterance) => say(worker, utterance));
    const rate = worker.get_samplerate();
    const raw = Buffer.concat(said.map(({ audio }) => audio));
    if (raw.length === 0) return null;
    const mouth: MouthMark[] = [];
    let startMs = 0;
    for (const { audio, marks } of said) {
      for (const { atMs, viseme } of marks) mouth.push({ atMs: startMs + atMs, viseme });
      startMs += (audio.length / 2 / rate) * 1000;
    }
    const samples = await this.#toSamples(['-f', 's16le', '-ar', String(rate), '-ac', '1', '-i', 'pipe:0'], raw);
    return { samples, mouth: [...mouth, { atMs: (samples.length * 1000) / SAMPLE_RATE_HZ, viseme: 'sil' }] };
  }
}

async function loadWorker(): Promise<SpeechWorker> {
  const { eSpeakNGWorker: Worker } = await loadSpeech();
  return new Worker();
}

function say(worker: SpeechWorker, { voice, text }: Utterance): { readonly audio: Buffer; readonly marks: readonly MouthMark[] } {
  if (worker.set_voice(voice, '', 0, 0, 0) !== 0) throw new Error(`The synthesiser has no voice ${voice}`);
  worker.set_rate(WORDS_PER_MINUTE[voice]);
  const chunks: Buffer[] = [];
  const marks: MouthMark[] = [];
  worker.synthesize(text, (audio, events) => {
    // The memory is the synthesiser's own and used again.
    if (audio !== null) chunks.push(Buffer.from(ArrayBuffer.isView(audio) ? viewBytes(audio) : new Uint8Array(audio)));
    for (const { type, id, audio_position: atMs } of events) {
      if (type === 'phoneme') marks.push({ atMs, viseme: visemeOf(String(id ?? '')) });
    }
  });
  return { audio: Buffer.concat(chunks), marks };
}

const viewBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
