import type { SpokenSpan } from './story.ts';

/** Who is in the large picture from a moment on. */
export interface StageTurn {
  readonly fromMs: number;
  readonly participantId: string;
  readonly source: 'camera' | 'screen';
}

/** Words in between, a cough: the picture changes only to whoever goes on for so long. */
const SPEAKS_FOR_MS = 800;
/** A picture that has just changed stays for so long. */
const STAYS_MS = 3_000;

interface StageOptions {
  /** Shared screens: from when until when. */
  readonly screens: readonly { readonly participantId: string; readonly fromMs: number; readonly untilMs: number }[];
  /** Null: whoever is first stays on the stage. */
  readonly speech: readonly SpokenSpan[] | null;
  /** In order; the first has the stage until somebody speaks. */
  readonly participants: readonly string[];
}

/** A shared screen has the stage, the latest one of several; else whoever speaks. */
export function planStage({ screens, speech, participants }: StageOptions): StageTurn[] {
  const voices = spokenTurns(speech ?? [], participants);
  const cuts = [...new Set([...screens.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs]), ...voices.map(({ fromMs }) => fromMs)])];
  const turns: StageTurn[] = [];
  for (const atMs of cuts.toSorted((a, b) => a - b)) {
    const screen = screens
      .filter(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)
      .toSorted((a, b) => b.fromMs - a.fromMs)
      .at(0);
    const voice = voices.findLast(({ fromMs }) => fromMs <= atMs);
    const turn: StageTurn | null =
      screen !== undefined
        ? { fromMs: atMs, participantId: screen.participantId, source: 'screen' }
        : voice === undefined
          ? null
          : { ...voice, fromMs: atMs };
    const last = turns.at(-1);
    if (turn === null || (last?.participantId === turn.participantId && last.source === turn.source)) continue;
    turns.push(turn);
  }
  return turns;
}

function spokenTurns(speech: readonly SpokenSpan[], participants: readonly string[]): StageTurn[] {
  const first = participants[0];
  if (first === undefined) return [];
  const turns: StageTurn[] = [{ fromMs: 0, participantId: first, source: 'camera' }];
  const known = speech.filter(({ participantId }) => participants.includes(participantId)).toSorted((a, b) => a.fromMs - b.fromMs);
  for (const { participantId, fromMs, untilMs } of known) {
    const last = turns.at(-1);
    if (untilMs - fromMs < SPEAKS_FOR_MS || last?.participantId === participantId) continue;
    const atMs = Math.max(fromMs, (last?.fromMs ?? 0) === 0 ? 0 : (last?.fromMs ?? 0) + STAYS_MS);
    // Whoever is silent again by then was only put in between.
    if (untilMs - atMs >= SPEAKS_FOR_MS) turns.push({ fromMs: atMs, participantId, source: 'camera' });
  }
  return turns;
}
