import { PEOPLE, type Person } from '@guichet/identity/faces-testing';
import { SeededRandom } from '@guichet/identity/testing';
import type { Fault, MediaFault } from './faults.ts';
import { isLogFault } from './faults.ts';
import { type Pitch, PITCHES, type Sentence } from './voices.ts';

export type PartyName = 'customer' | 'agent';

/** Something that somebody says, from the recording's start. */
export interface Saying {
  readonly by: PartyName;
  readonly sentence: Sentence;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Only so much of it is heard. */
  readonly heard: number;
}

interface PlantedFault {
  readonly fault: MediaFault;
  readonly whose: PartyName;
  readonly fromMs: number;
  readonly untilMs: number;
  /** How strong it is, from 0 to 1. */
  readonly amount: number;
  readonly kind: 'audio' | 'video' | 'all';
}

/** What happens in a recording, before anything of it is made. */
export interface Story {
  readonly seed: number;
  readonly fault: Fault | null;
  /** Read to the customer by a person, or said by the virtual agent. */
  readonly served: 'agent' | 'virtual_agent';
  readonly lengthMs: number;
  readonly people: Readonly<Record<PartyName, Person>>;
  readonly voices: Readonly<Record<PartyName, Pitch>>;
  readonly gain: Readonly<Record<PartyName, number>>;
  /** Noise of each room, as an amplitude. */
  readonly room: Readonly<Record<PartyName, number>>;
  readonly filmFromMs: Readonly<Record<PartyName, number>>;
  readonly sayings: readonly Saying[];
  readonly planted: PlantedFault | null;
}

/** Lines of the script, and whether the customer answers. */
export const LINES = [
  { sentence: 'greeting', node: 'opening', answer: null },
  { sentence: 'recorded', node: 'opening', answer: 'yes' },
  { sentence: 'capital', node: 'disclosure', answer: 'yes' },
  { sentence: 'ask', node: 'confirmation', answer: 'understood' },
] as const satisfies readonly { sentence: Sentence; node: string; answer: Sentence | null }[];

/** For reading and signing the document, in which nobody speaks. */
export const SIGNING_MS = 6_500;
const PAUSE_MS = [250, 700] as const;

export interface DurationsMs {
  (sentence: Sentence, pitch: Pitch): Promise<number>;
}

/** Faults that only make sense with one or the other who serves. */
const ONLY: Partial<Record<Fault, Story['served']>> = {
  unspoken_line: 'agent',
  prompt_not_played: 'virtual_agent',
  missing_track: 'agent',
};

/** The same seed, the same story: who takes part, how they sound, when what is said, and where the fault lies. */
export async function tellStory(seed: number, fault: Fault | null, durationOf: DurationsMs): Promise<Story> {
  const random = new SeededRandom(seed);
  const served = (fault === null ? undefined : ONLY[fault]) ?? (random.chance(0.25) ? 'virtual_agent' : 'agent');
  const customer = random.pick(PEOPLE);
  const people = { customer, agent: random.pick(PEOPLE.filter((person) => person !== customer)) };
  const voices = { customer: random.pick(PITCHES), agent: served === 'virtual_agent' ? (1 as const) : random.pick(PITCHES) };
  const gain = { customer: random.between(0.25, 0.8), agent: random.between(0.35, 0.8) };
  const room = { customer: random.between(3, 25), agent: random.between(3, 20) };
  const filmFromMs = { customer: random.between(0, 8_000), agent: random.between(0, 8_000) };

  const mutedLine = fault === 'unspoken_line' || fault === 'prompt_not_played' ? random.whole(0, LINES.length - 1) : -1;
  const mutedTo = random.chance(0.5) ? 0 : random.between(0.1, 0.55);
  const sayings: Saying[] = [];
  let atMs = random.between(500, 1_500);
  const say = async (by: PartyName, sentence: Sentence, heard = 1): Promise<void> => {
    const untilMs = atMs + (await durationOf(sentence, voices[by]));
    sayings.push({ by, sentence, fromMs: atMs, untilMs, heard });
    atMs = untilMs + random.between(...PAUSE_MS);
  };
  for (const [nth, { sentence, answer }] of LINES.entries()) {
    await say('agent', sentence, nth === mutedLine ? (fault === 'unspoken_line' ? 0 : mutedTo) : 1);
    if (answer !== null) await say('customer', answer);
  }
  atMs += SIGNING_MS;
  await say('agent', 'goodbye');
  const lengthMs = Math.round(atMs + random.between(300, 1_500));
  const planted = fault === null || isLogFault(fault) ? null : plant(fault, { lengthMs, served, sayings }, random);
  return { seed, fault, served, lengthMs, people, voices, gain, room, filmFromMs, sayings, planted };
}

const OF_CUSTOMER: readonly MediaFault[] = ['second_person', 'swapped_customer', 'replayed_screen', 'second_voice', 'talk_over'];
const OF_AGENT: readonly MediaFault[] = ['unspoken_line', 'prompt_not_played'];
/** How long a fault lasts at least, and at most as a share of what is left. */
const LASTS_MS: Partial<Record<MediaFault, readonly [number, number]>> = {
  face_away: [10_500, 20_000],
  second_person: [6_500, 20_000],
  silence: [9_000, 25_000],
  noise: [14_000, 30_000],
  second_voice: [14_000, 30_000],
  gap: [6_000, 10_000],
  swapped_customer: [9_000, 20_000],
  replayed_screen: [22_000, 34_000],
};
const OTHERWISE_MS = [6_500, 18_000] as const;

type Told = Pick<Story, 'lengthMs' | 'served' | 'sayings'>;

function plant(fault: MediaFault, told: Told, random: SeededRandom): PlantedFault {
  const isAnyones = !OF_CUSTOMER.includes(fault) && told.served !== 'virtual_agent';
  const anyone = isAnyones ? random.pick(['customer', 'agent'] as const) : 'customer';
  const whose = OF_AGENT.includes(fault) ? 'agent' : anyone;
  const [fromMs, untilMs] = spanOf(fault, told, random);
  return { fault, whose, amount: random.next(), fromMs, untilMs, kind: random.pick(['audio', 'video', 'all'] as const) };
}

function spanOf(fault: MediaFault, { lengthMs, sayings }: Told, random: SeededRandom): readonly [number, number] {
  if (fault === 'mute_party' || fault === 'clipped') return [0, lengthMs];
  if (fault === 'talk_over') {
    const line = sayings.find(({ sentence }) => sentence === 'capital');
    return [(line?.fromMs ?? 0) - random.between(0, 900), (line?.untilMs ?? 0) + random.between(0, 900)];
  }
  const [least, most] = LASTS_MS[fault] ?? OTHERWISE_MS;
  const lastsMs = Math.min(random.between(least, most), lengthMs - 1_500);
  const fromMs = random.between(500, lengthMs - lastsMs - 500);
  return [fromMs, fromMs + lastsMs];
}
