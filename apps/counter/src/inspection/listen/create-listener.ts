import { join } from 'node:path';
import { openSpeechEngine, type SpeechEngine, type SpeechSettings } from '@guichet/speech';
import type { Log } from '../../log.ts';
import type { RecordingFiles } from '../../recordings/recording-files.ts';
import { LineListener } from './line-listener.ts';

export interface OpenedSpeech {
  /** Null: the configuration wants none. */
  readonly engine: SpeechEngine | null;
  readonly close: () => void;
}

/** Opens the engine that is configured. @throws SpeechFailed where what it needs is not there: nobody is to believe that it listens */
export async function openSpeech(settings: SpeechSettings | null, log: Log): Promise<OpenedSpeech> {
  if (settings === null) return { engine: null, close: () => undefined };
  const engine = await openSpeechEngine(settings);
  const { name, version, licence } = engine.info;
  log.info({ engine: name, version, licence, writesDown: engine.wordsIn, answersIn: engine.answersIn }, 'speech is recognised');
  return { engine, close: () => engine.close() };
}

/** Listens to lines of recordings; null without an engine. */
export function createListener(engine: SpeechEngine | null, files: RecordingFiles, log: Log): LineListener | null {
  if (engine === null) return null;
  return new LineListener({ engine, log, pathOf: async (recordingId, name) => join(await files.folderOf(recordingId, name), name) });
}
