import { LocalText } from '@guichet/protocol';
import { SOUND_WINDOW_MS } from '@guichet/recording/measures';
import type { RecordingFacts } from '@guichet/rules';
import { z } from 'zod';
import type { ReadLine, WordFacts } from './listen/line-listener.ts';
import type { SaidLine } from './look/prompt-finder.ts';
import type { TrackLook } from './look/track-look.ts';
import { type PlaceEvent, type StepRun, writtenConfig } from './run-story.ts';

const Lines = z.object({
  /** Of a step whose lines the virtual agent says. */
  voice: z.string().nullable().catch(null),
  lines: z.array(
    z.object({
      key: z.string(),
      text: LocalText.nullable().catch(null),
      rule: z.string().nullable().default(null),
      readBy: z.enum(['agent', 'virtual_agent']).default('agent'),
      minSeconds: z.number().default(0),
      acknowledge: z.boolean().default(false),
      /** Of the virtual agent's: answers to tap. */
      choices: z.array(z.unknown()).default([]),
    }),
  ),
});
type LineFacts = NonNullable<RecordingFacts['lines']>;
type LineFact = LineFacts[number];

/** Lines of the virtual agent's that were looked for in the sound, by what `promptKey` makes of step and line. */
export type PromptFacts = ReadonlyMap<string, NonNullable<LineFact['prompt']>>;
export const promptKey = (nodeRunId: string, line: string): string => `${nodeRunId} ${line}`;

interface Heard {
  readonly looked: readonly TrackLook[] | null;
  readonly prompts: PromptFacts;
  /** Lines that an engine listened for, by the same keys. */
  readonly words: WordFacts;
}

const SPOKEN = ['script', 'virtual-agent'];
/** Left for a person: what they were not told here is read to them there. */
const HANDED_OVER = ['escalated'];

/** The lines of every script that the run came to. Null where nobody knows any more which lines there were. */
export function lineFacts(steps: readonly StepRun[], place: PlaceEvent, heard: Heard): LineFacts | null {
  const spoken = steps.filter(({ type }) => SPOKEN.includes(type));
  const facts = spoken.map((step) => linesOf(step, place, heard));
  return facts.some((lines) => lines === null) ? null : facts.flatMap((lines) => lines ?? []);
}

function linesOf(step: StepRun, place: PlaceEvent, { looked, prompts, words }: Heard): LineFacts | null {
  const parsed = Lines.safeParse(writtenConfig(step));
  if (step.compiled === null || !parsed.success) return null;
  const markOf = (line: string, ...names: string[]) =>
    step.marks.findLast(({ payload: { mark, detail } }) => names.includes(mark) && detail['line'] === line);
  return parsed.data.lines.flatMap((line) => {
    const ticked = markOf(line.key, 'line_ticked', 'line_spoken');
    if (ticked === undefined && step.port !== null && HANDED_OVER.includes(step.port)) return [];
    const detail = ticked?.payload.detail;
    const by = step.type === 'virtual-agent' ? ('virtual_agent' as const) : line.readBy;
    const heldMs = Math.max(0, Math.round(Number(detail?.['heldMs'] ?? detail?.['durationMs'] ?? 0)));
    const answered = markOf(line.key, 'line_acknowledged') ?? expectedAnswer(step, line.key);
    return [
      {
        line: line.key,
        rule: line.rule,
        segment: step.segment,
        node: step.path,
        by,
        minMs: Math.round(line.minSeconds * 1_000),
        ticked: ticked === undefined ? null : { ...place(ticked), heldMs, tooFast: detail?.['tooFast'] === true },
        acknowledgement: {
          asked: line.acknowledge || line.choices.length > 0,
          given: answered === undefined ? null : place(answered),
        },
        entered: place(step.entered),
        heard: ticked === undefined ? null : heardOf(looked, by, place(ticked).atMs, heldMs),
        prompt: prompts.get(promptKey(step.nodeRunId, line.key)) ?? null,
        words: words.get(promptKey(step.nodeRunId, line.key)) ?? null,
      },
    ];
  });
}

/** The lines that people ticked off as read, with their words: what an engine may listen for. */
export function readLines(steps: readonly StepRun[], place: PlaceEvent): readonly ReadLine[] {
  return steps
    .filter(({ type }) => type === 'script')
    .flatMap((step) => {
      const lines = Lines.safeParse(writtenConfig(step)).data?.lines ?? [];
      return lines.flatMap(({ key, readBy, text }) => {
        const ticked = step.marks.findLast(({ payload: { mark, detail } }) => mark === 'line_ticked' && detail['line'] === key);
        const heldMs = Number(ticked?.payload.detail['heldMs'] ?? 0);
        if (ticked === undefined || text === null || readBy === 'virtual_agent' || !(heldMs > 0)) return [];
        const untilMs = place(ticked).atMs;
        return [{ key: promptKey(step.nodeRunId, key), by: readBy, text, fromMs: Math.max(0, untilMs - heldMs), untilMs }];
      });
    });
}

/** The lines that the virtual agent said, and when each was over: what is looked for in its recorded voice. */
export function saidLines(steps: readonly StepRun[], place: PlaceEvent): readonly SaidLine[] {
  return steps
    .filter(({ type }) => SPOKEN.includes(type))
    .flatMap((step) => {
      const { lines = [], voice = null } = Lines.safeParse(writtenConfig(step)).data ?? {};
      return lines.flatMap(({ key, readBy, text }) => {
        const isIts = step.type === 'virtual-agent' || readBy === 'virtual_agent';
        const said = step.marks.findLast(
          ({ payload: { mark, detail } }) => (mark === 'line_spoken' || mark === 'line_ticked') && detail['line'] === key,
        );
        return said === undefined || text === null || !isIts
          ? []
          : [{ key: promptKey(step.nodeRunId, key), text, voice, untilMs: place(said).atMs }];
      });
    });
}

const expectedAnswer = (step: StepRun, line: string) =>
  step.marks.findLast(({ payload: { mark, detail } }) => mark === 'answered' && detail['line'] === line && detail['class'] === 'expected');

/** How long whoever reads spoke while it was the line's turn. Null where nobody has listened to them. */
function heardOf(looked: readonly TrackLook[] | null, by: LineFact['by'], untilMs: number, heldMs: number): LineFact['heard'] {
  const theirs = looked?.filter(({ sound }) => sound?.role === by) ?? [];
  if (theirs.length === 0) return null;
  const fromMs = untilMs - heldMs;
  const inTurn = theirs.flatMap(({ speech }) => speech.filter(({ atMs }) => atMs + SOUND_WINDOW_MS > fromMs && atMs < untilMs));
  return { fromMs, untilMs, speechMs: inTurn.reduce((sum, { speechMs }) => sum + speechMs, 0) };
}
