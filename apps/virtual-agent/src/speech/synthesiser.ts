import loadSpeech, { type SpeechWorker } from '@echogarden/espeak-ng-emscripten';
import type { Language } from '@guichet/protocol';
import { visemeOf } from '../face/visemes.ts';
import type { ToSamples } from '../stage/decode-audio.ts';
import { pronounce, type Utterance } from './pronunciation.ts';
import { type MouthMark, SAMPLE_RATE_HZ, type SpokenLine } from './spoken-line.ts';

/** eSpeak's 175 words a minute is too quick for what somebody is to agree to. */
const WORDS_PER_MINUTE: Readonly<Record<Utterance['voice'], number>> = { 'cmn-latn-pinyin': 150, en: 145 };

/** eSpeak NG (GPL-3.0-or-later) as WebAssembly, in this process alone: nothing else of the system is linked to it. */
export class Synthesiser {
  readonly #worker: SpeechWorker;
  readonly #toSamples: ToSamples;

  static async load(toSamples: ToSamples): Promise<Synthesiser> {
    const { eSpeakNGWorker: Worker } = await loadSpeech();
    return new Synthesiser(new Worker(), toSamples);
  }

  private constructor(worker: SpeechWorker, toSamples: ToSamples) {
    this.#worker = worker;
    this.#toSamples = toSamples;
  }

  /** @returns null when there is nothing in the line that could be said */
  async speak(text: string, language: Language): Promise<SpokenLine | null> {
    const said = pronounce(text, language).map((utterance) => this.#say(utterance));
    const rate = this.#worker.get_samplerate();
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

  #say({ voice, text }: Utterance): { readonly audio: Buffer; readonly marks: readonly MouthMark[] } {
    if (this.#worker.set_voice(voice, '', 0, 0, 0) !== 0) throw new Error(`The synthesiser has no voice ${voice}`);
    this.#worker.set_rate(WORDS_PER_MINUTE[voice]);
    const chunks: Buffer[] = [];
    const marks: MouthMark[] = [];
    this.#worker.synthesize(text, (audio, events) => {
      // The memory is the synthesiser's own and used again.
      if (audio !== null) chunks.push(Buffer.from(ArrayBuffer.isView(audio) ? viewBytes(audio) : new Uint8Array(audio)));
      for (const { type, id, audio_position: atMs } of events) {
        if (type === 'phoneme') marks.push({ atMs, viseme: visemeOf(String(id ?? '')) });
      }
    });
    return { audio: Buffer.concat(chunks), marks };
  }
}

const viewBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
