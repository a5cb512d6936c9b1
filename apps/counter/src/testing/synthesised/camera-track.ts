import { PEOPLE } from '@guichet/identity/faces-testing';
import type { ClipFrame } from '@guichet/recording/testing';
import type { Film, Shot } from './film.ts';
import type { PartyName, Story } from './story.ts';

const SHOT_OF = {
  face_away: 'away',
  second_person: 'with_another',
  black: 'black',
  dark: 'dark',
  covered: 'covered',
  frozen: 'frozen',
  replayed_screen: 'replayed',
  swapped_customer: 'person',
} as const satisfies Record<string, Shot>;

/** What a party's camera takes: cuts of films, one behind the other. */
export async function cameraFrames(story: Story, party: PartyName, film: Film): Promise<readonly ClipFrame[]> {
  const { planted, lengthMs, people, filmFromMs } = story;
  const person = people[party];
  const shot =
    planted !== null && planted.whose === party && Object.hasOwn(SHOT_OF, planted.fault)
      ? SHOT_OF[planted.fault as keyof typeof SHOT_OF]
      : null;
  if (planted === null || shot === null) return film.cut('person', person, filmFromMs[party], lengthMs);
  // Somebody else than either of the two.
  const stranger = PEOPLE.find((one) => one !== people.customer && one !== people.agent) ?? person;
  const shown = planted.fault === 'swapped_customer' ? stranger : person;
  const [fromMs, untilMs] = [toFrame(planted.fromMs), toFrame(planted.untilMs)];
  const parts = [
    { startMs: 0, frames: await film.cut('person', person, filmFromMs[party], fromMs) },
    { startMs: fromMs, frames: await film.cut(shot, shown, filmFromMs[party], untilMs - fromMs) },
    { startMs: untilMs, frames: await film.cut('person', person, filmFromMs[party] + untilMs, lengthMs - untilMs) },
  ];
  return parts.flatMap(({ startMs, frames }) => frames.map((frame) => ({ ...frame, atMs: frame.atMs + startMs })));
}

/** Where cuts can be: at a frame's time. */
const toFrame = (ms: number): number => Math.round(ms / 100) * 100;
