import { readSound } from '@guichet/recording/look';
import type { Language, LocalText, RecordingId } from '@guichet/protocol';
import type { AnswerFact, LineFact } from '@guichet/rules';
import { type ClosedAnswer, type SpeechEngine, SpeechFailed, spokenAnswer, spokenWords } from '@guichet/speech';
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

/** An answer that somebody noted for the customer, and when it can have been given. */
export interface NotedAnswer {
  readonly key: string;
  readonly meant: ClosedAnswer;
  readonly fromMs: number;
  readonly untilMs: number;
}
/** What was heard beside what was noted, by their keys. */
export type HeardAnswers = ReadonlyMap<string, NonNullable<AnswerFact['heard']>>;

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

/** Asks an engine whether lines that were ticked off were said, and answers given that were noted. */
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
      const fact = await this.#hearLine(line, listening).catch((error: unknown) => this.#leave(error, listening));
      if (fact !== null) facts.set(line.key, fact);
    }
    return facts;
  }

  /** The same for answers. */
  async hear(answers: readonly NotedAnswer[], listening: Listening): Promise<HeardAnswers> {
    const facts = new Map<string, NonNullable<AnswerFact['heard']>>();
    for (const answer of answers) {
      listening.signal.throwIfAborted();
      const fact = await this.#hearAnswer(answer, listening).catch((error: unknown) => this.#leave(error, listening));
      if (fact !== null) facts.set(answer.key, fact);
    }
    return facts;
  }

  async #hearLine(line: ReadLine, listening: Listening): Promise<LineFact['words']> {
    const cut = await this.#cut(line, AROUND_MS, listening);
    if (cut === null) return null;
    const { text, fromMs, untilMs } = line;
    const span = { fromMs: fromMs - cut.beganMs, untilMs: untilMs - cut.beganMs };
    const [heard] = await spokenWords(
      this.#parts.engine,
      cut.pcm,
      [{ key: '', text, language: listening.language, ...span }],
      listening.signal,
    );
    if (heard === undefined || heard.said === null || heard.engine === null) return null;
    return { said: heard.said, confidence: heard.confidence, engine: heard.engine };
  }

  async #hearAnswer(noted: NotedAnswer, listening: Listening): Promise<AnswerFact['heard']> {
    const cut = await this.#cut({ ...noted, by: 'customer' }, 0, listening);
    if (cut === null) return null;
    const heard = await spokenAnswer(this.#parts.engine, { pcm: cut.pcm, language: listening.language }, listening.signal);
    if (heard === null) return null;
    const { answer, engine } = heard;
    return { fits: answer === 'unsure' ? 'unsure' : answer === noted.meant ? 'same' : 'other', engine };
  }

  /** A party's sound with so much around it, and when that began; null where no one track has all of it. */
  async #cut(
    { by, fromMs, untilMs }: Pick<ReadLine, 'by' | 'fromMs' | 'untilMs'>,
    aroundMs: number,
    { recordingId, report, roles, signal }: Listening,
  ): Promise<{ readonly pcm: Int16Array; readonly beganMs: number } | null> {
    const track = report.tracks.find(
      (one) =>
        one.kind === 'audio' && one.file !== null && roles.get(one.participantId) === by && one.fromMs <= fromMs && one.toMs >= untilMs,
    );
    if (track?.file == null) return null;
    const path = await this.#parts.pathOf(recordingId, track.file.name);
    const begin = Math.max(0, fromMs - track.fromMs - aroundMs);
    return { pcm: await readSound(path, begin, untilMs - track.fromMs + aroundMs, signal), beganMs: track.fromMs + begin };
  }

  #leave(error: unknown, { retryCount, recordingId, signal }: Listening): null {
    if (!(error instanceof SpeechFailed) || signal.aborted || retryCount + 1 < MOST_TRIES) throw error;
    this.#parts.log.error({ recordingId, problem: error.problem, err: error }, 'a line could not be listened to');
    return null;
  }
}
