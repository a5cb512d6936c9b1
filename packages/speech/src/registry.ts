import type { SpeechEngine } from './engine.ts';
import { type HttpSpeechSettings, openHttpSpeech } from './http/http-speech.ts';
import type { SpeechEngineName } from './names.ts';
import { openPocketsphinx, type PocketsphinxSettings } from './pocketsphinx/pocketsphinx.ts';
import { openSherpa, type SherpaSettings } from './sherpa/sherpa.ts';

/** Which engine, and what it needs. */
export type SpeechSettings =
  | ({ readonly name: 'http' } & HttpSpeechSettings)
  | ({ readonly name: 'sherpa-onnx' } & SherpaSettings)
  | ({ readonly name: 'pocketsphinx' } & PocketsphinxSettings);

/** Every engine by its name. Another one is one more name and one more line here. */
const makers: { readonly [Name in SpeechEngineName]: (settings: Extract<SpeechSettings, { name: Name }>) => Promise<SpeechEngine> } = {
  http: openHttpSpeech,
  'sherpa-onnx': openSherpa,
  pocketsphinx: openPocketsphinx,
};

/** Opens the engine that was configured. @throws SpeechFailed `not_available`, with what is missing, where the operator's part of it is not there */
export function openSpeechEngine(settings: SpeechSettings): Promise<SpeechEngine> {
  const open = makers[settings.name] as (given: SpeechSettings) => Promise<SpeechEngine>;
  return open(settings);
}
