import { execFile } from 'node:child_process';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpegPath } from '@guichet/recording/material';

const run = promisify(execFile);
const SAY = join(import.meta.dirname, '../../../../virtual-agent/src/say-to-file.ts');
/** Of all sound here: samples a second, one channel, 16 bits. */
export const RATE_HZ = 16_000;

/** What is said, by key. */
export const SENTENCES = {
  greeting: '您好，欢迎使用视频柜台。',
  recorded: '本次服务全程录音录像。',
  capital: '本产品不保证本金，可能亏损。',
  ask: '您了解风险并自愿购买吗？',
  goodbye: '办理完成，感谢您的信任。',
  yes: '是的，我知道了。',
  understood: '我了解，自愿购买。',
} as const;
export type Sentence = keyof typeof SENTENCES;

/** The virtual agent speaks slowly, so that all is understood; people are quicker. */
const TEMPO = 1.2;

/** How much higher than the synthesiser's own voice somebody speaks. */
export const PITCHES = [0.85, 1.1, 1.2, 1.4] as const;
/** The virtual agent’s own is 1: what it says is what it made. */
export type Pitch = (typeof PITCHES)[number] | 1;

/** Sentences as the virtual agent's synthesiser says them, in voices of different height; made once into a folder. */
export class Voices {
  readonly #folder: string;
  readonly #said = new Map<string, Promise<Int16Array>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  say(sentence: Sentence, pitch: Pitch): Promise<Int16Array> {
    const name = `${sentence}-${pitch}`;
    const known = this.#said.get(name);
    if (known !== undefined) return known;
    const said = this.#make(sentence, pitch, join(this.#folder, `${name}.pcm`));
    this.#said.set(name, said);
    return said;
  }

  async #make(sentence: Sentence, pitch: Pitch, path: string): Promise<Int16Array> {
    await mkdir(this.#folder, { recursive: true });
    if (!(await exists(path))) {
      const wav = join(this.#folder, `${sentence}.wav`);
      if (!(await exists(wav))) {
        await run(process.execPath, [SAY, 'zh-CN', SENTENCES[sentence], `${wav}.${process.pid}.part`]);
        await rename(`${wav}.${process.pid}.part`, wav);
      }
      const quicker = pitch === 1 ? 'anull' : `asetrate=48000*${pitch},aresample=48000,atempo=${(TEMPO / pitch).toFixed(4)}`;
      const args = ['-i', wav, '-af', `${quicker},aresample=${RATE_HZ}`, '-ac', '1', '-f', 's16le', '-y', `${path}.${process.pid}.part`];
      await run(ffmpegPath, ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args]);
      await rename(`${path}.${process.pid}.part`, path);
    }
    const bytes = await readFile(path);
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
