import type { ParticipantId } from '@guichet/protocol';

export interface NamedLevel {
  readonly participantId: ParticipantId;
  /** dBov, RFC 6464. */
  readonly level: number;
}

/** A meter that is told of every 500 ms shows nothing of a smaller change: a sixteenth of its length. */
const SEEN_FROM_DB = 3;

/** Whether somebody who was told `told` would see a difference: another speaks, one fell silent, or one got louder or quieter. */
export function isSeen(told: readonly NamedLevel[], now: readonly NamedLevel[]): boolean {
  if (told.length !== now.length) return true;
  return now.some(({ participantId, level }) => {
    const before = told.find((each) => each.participantId === participantId);
    return before === undefined || Math.abs(before.level - level) >= SEEN_FROM_DB;
  });
}
