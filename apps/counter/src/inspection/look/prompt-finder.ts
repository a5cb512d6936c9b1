import { AppError, type Language, type LocalText } from '@guichet/protocol';
import type { LineFact } from '@guichet/rules';
import type { Logger } from 'pino';
import { VirtualAgentProcess } from '../../flows/services/virtual-agent-process.ts';
import type { MuxReport } from '../../recordings/mux-report.ts';
import { lookForPrompt } from './look-for-prompt.ts';
import type { LookOrder } from './recording-looks.ts';

/** What the virtual agent's process gives, beside what lines are looked for in. */
const STEP = 3;

/** A line that the virtual agent said, and when it was over, from the recording's start. */
export interface SaidLine {
  readonly key: string;
  readonly text: LocalText;
  readonly voice: string | null;
  readonly untilMs: number;
}

interface PromptFinderParts {
  /** How the process of a virtual agent is started: what it says is made there again, as it was made in the call. */
  readonly command: readonly string[];
  readonly pathOf: (recordingId: LookOrder['recordingId'], name: string) => Promise<string>;
  readonly logger: Logger;
}

/** Looks for the lines of the virtual agent's in its recorded voice. */
export class PromptFinder {
  readonly #parts: PromptFinderParts;

  constructor(parts: PromptFinderParts) {
    this.#parts = parts;
  }

  /** By the lines' keys; one that could not be looked for is not there. Throws `recording_not_ready` where the sound is gone. */
  async find(
    lines: readonly SaidLine[],
    order: LookOrder,
    language: Language,
  ): Promise<ReadonlyMap<string, NonNullable<LineFact['prompt']>>> {
    const found = new Map<string, NonNullable<LineFact['prompt']>>();
    if (lines.length === 0) return found;
    const process = new VirtualAgentProcess({
      command: this.#parts.command,
      logger: this.#parts.logger,
      getPass: () => Promise.reject(new AppError('forbidden')),
      onEnded: () => undefined,
    });
    try {
      await process.ready();
      for (const line of lines) {
        order.signal.throwIfAborted();
        const prompt = await this.#look(line, order, language, process);
        if (prompt !== null) found.set(line.key, prompt);
      }
      return found;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable' || order.signal.aborted) throw error;
      // Without the process that made them nobody knows what they sounded like: a person listens.
      this.#parts.logger.error({ recordingId: order.recordingId, err: error }, 'lines of the virtual agent could not be made again');
      return found;
    } finally {
      process.stop();
    }
  }

  async #look(line: SaidLine, order: LookOrder, language: Language, process: VirtualAgentProcess): Promise<LineFact['prompt']> {
    const { recordingId, report, roles, signal } = order;
    const track = trackAt(report, roles, line.untilMs);
    if (track?.file == null) return null;
    const { key: ref, text, voice } = line;
    const made = await process.render({ type: 'render', ref, text: text[language], language, voice }, signal);
    if (made === null) return null;
    const pcm = slower(made);
    return lookForPrompt({
      path: await this.#parts.pathOf(recordingId, track.file.name),
      trackFromMs: track.fromMs,
      spokenUntilMs: line.untilMs,
      durationMs: (made.length / 48_000) * 1_000,
      ...{ pcm, signal },
    });
  }
}

/** The voice that was there when the line was over. */
const trackAt = (report: MuxReport, roles: LookOrder['roles'], atMs: number): MuxReport['tracks'][number] | undefined =>
  report.tracks.find(
    ({ kind, file, participantId, fromMs, toMs }) =>
      kind === 'audio' && file !== null && roles.get(participantId) === 'virtual_agent' && fromMs <= atMs && toMs >= atMs - 1_000,
  );

/** To 16 kHz, each sample the mean of three: what is compared lies far below. */
function slower(samples: Int16Array): Int16Array {
  return Int16Array.from({ length: Math.floor(samples.length / STEP) }, (_, at) => {
    const from = at * STEP;
    return ((samples[from] ?? 0) + (samples[from + 1] ?? 0) + (samples[from + 2] ?? 0)) / STEP;
  });
}
