import { readSound } from '@guichet/recording/look';
import type { Language, LocalText, RecordingId } from '@guichet/protocol';
import type { LineFact } from '@guichet/rules';
import { type SpeechEngine, SpeechFailed, spokenWords } from '@guichet/speech';
import type { Log } from '../../log.ts';
import type { MuxReport } from '../../recordings/mux-report.ts';

/** What an engine that is away comes back from is tried again by the job; then a person listens. */
const MOST_TRIES = 3;
/** People begin before the log says so, and end after. */
const AROUND_MS = 2_000;

/** A line that somebody was to read, and when, from the recording's start. */
export interface ReadLine {
  readonly key: string;
  readonly by: LineFact['by'];
  readonly text: LocalText;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What was made out of lines, by their keys. A line that is not there was not listened to. */
export type WordFacts = ReadonlyMap<string, NonNullable<LineFact['words']>>;

interface Listening {
  readonly recordingId: RecordingId;
  readonly report: MuxReport;
  /** Of participants. */
  readonly roles: ReadonlyMap<string, string>;
  /** In which the lines were read. */
  readonly language: Language;
  /** Attempts at this before. */
  readonly retryCount: number;
  readonly signal: AbortSignal;
}

interface ListenerParts {
  readonly engine: SpeechEngine;
  readonly pathOf: (recordingId: RecordingId, name: string) => Promise<string>;
  readonly log: Log;
}

/** Asks an engine whether lines that were ticked off were said. */
export class LineListener {
  readonly #parts: ListenerParts;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  /** Throws where another attempt may go better. */
  async listen(lines: readonly ReadLine[], listening: Listening): Promise<WordFacts> {
    const facts = new Map<string, NonNullable<LineFact['words']>>();
    if (!this.#parts.engine.wordsIn.includes(listening.language)) return facts;
    for (const line of lines) {
      listening.signal.throwIfAborted();
      const fact = await this.#hear(line, listening).catch((error: unknown) => this.#leave(error, listening));
      if (fact !== null) facts.set(line.key, fact);
    }
    return facts;
  }

  async #hear({ by, fromMs, untilMs, text }: ReadLine, listening: Listening): Promise<LineFact['words']> {
    const { recordingId, report, roles, language, signal } = listening;
    const track = report.tracks.find(
      (one) =>
        one.kind === 'audio' && one.file !== null && roles.get(one.participantId) === by && one.fromMs <= fromMs && one.toMs >= untilMs,
    );
    // Half of it on another track is half a line: nobody could say that the rest was not said.
    if (track?.file == null) return null;
    const path = await this.#parts.pathOf(recordingId, track.file.name);
    const begin = Math.max(0, fromMs - track.fromMs - AROUND_MS);
    const pcm = await readSound(path, begin, untilMs - track.fromMs + AROUND_MS, signal);
    const span = { fromMs: fromMs - track.fromMs - begin, untilMs: untilMs - track.fromMs - begin };
    const [heard] = await spokenWords(this.#parts.engine, pcm, [{ key: '', text, language, ...span }], signal);
    if (heard === undefined || heard.said === null || heard.engine === null) return null;
    return { said: heard.said, confidence: heard.confidence, engine: heard.engine };
  }

  #leave(error: unknown, { retryCount, recordingId, signal }: Listening): null {
    if (!(error instanceof SpeechFailed) || signal.aborted || retryCount + 1 < MOST_TRIES) throw error;
    this.#parts.log.error({ recordingId, problem: error.problem, err: error }, 'a line could not be listened to');
    return null;
  }
}
