import { join } from 'node:path';
import { openSpeechEngine, type SpeechSettings } from '@guichet/speech';
import type { Log } from '../../log.ts';
import type { RecordingFiles } from '../../recordings/recording-files.ts';
import { LineListener } from './line-listener.ts';

export interface OpenedListener {
  /** Null: the configuration wants none. */
  readonly listener: LineListener | null;
  readonly close: () => void;
}

/** Listens with the engine that is configured. @throws SpeechFailed where what it needs is not there: nobody is to believe that it listens */
export async function createListener(settings: SpeechSettings | null, files: RecordingFiles, log: Log): Promise<OpenedListener> {
  if (settings === null) return { listener: null, close: () => undefined };
  const engine = await openSpeechEngine(settings);
  const { name, version, licence } = engine.info;
  log.info({ engine: name, version, licence, writesDown: engine.wordsIn, answersIn: engine.answersIn }, 'speech is recognised');
  return {
    listener: new LineListener({ engine, log, pathOf: async (recordingId, name) => join(await files.folderOf(recordingId, name), name) }),
    close: () => engine.close(),
  };
}
