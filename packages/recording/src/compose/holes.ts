import type { ComposeStory, StoryGap } from './story.ts';
import { COMPOSE_WORDS } from './words.ts';
import type { Leg } from './scan.ts';

/** A stretch in which there is no picture, and what is said instead. */
export interface Card {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly text: string;
}

/** A camera that gives no picture for longer than this stands still visibly. */
const MOST_STILL_MS = 1_000;
/** A picture that was the last one stands so long before a card takes its place. */
const STANDS_MS = 400;
/** Shorter, a card could not be read. */
const LEAST_CARD_MS = 240;

/** What is stated first where several gaps are stated for the same stretch. */
const KIND_ORDER: readonly StoryGap['kind'][] = ['lost', 'held', 'away', 'paused'];

interface HolesOptions {
  /** Of one camera, or one screen. */
  readonly legs: readonly Leg[];
  /** All of the same party, sound too. */
  readonly party: readonly Leg[];
  readonly participantId: string;
  readonly story: Pick<ComposeStory, 'gaps' | 'language'>;
  readonly durationMs: number;
}

/** Where a camera shows nothing: a card for each stretch, which says why. */
export function cameraCards({ legs, party, participantId, story, durationMs }: HolesOptions): Card[] {
  const words = COMPOSE_WORDS[story.language];
  const cameFromMs = Math.min(...party.map(({ firstMs }) => firstMs));
  const leftAtMs = Math.max(...party.map(({ lastMs }) => lastMs));
  const hasCamera = legs.some(({ framesMs }) => framesMs.length > 0);
  const unstated = (atMs: number): string => {
    if (atMs < cameFromMs) return words.notJoined;
    if (atMs >= leftAtMs) return words.left;
    return hasCamera ? words.noPicture : words.noCamera;
  };
  const stated = story.gaps.filter((gap) => concerns(gap, legs, participantId));
  const edges = [cameFromMs, leftAtMs];
  return stillStretches(legs, MOST_STILL_MS, durationMs).flatMap((hole) => labelled(hole, { stated, edges, unstated, words }));
}

/** Where a screen shows nothing. It may stand still for as long as it likes, unless somebody states that it was lost. */
export function screenCards({ legs, participantId, story, durationMs }: HolesOptions): Card[] {
  const words = COMPOSE_WORDS[story.language];
  const stated = story.gaps.filter((gap) => gap.kind === 'lost' && concerns(gap, legs, participantId));
  const shared = legs.filter(({ framesMs }) => framesMs.length > 0).toSorted((a, b) => a.firstMs - b.firstMs);
  const unshared: Card[] = [];
  let untilMs = 0;
  for (const { firstMs, lastMs } of [...shared, { firstMs: durationMs, lastMs: durationMs }]) {
    if (firstMs - untilMs > LEAST_CARD_MS) unshared.push({ fromMs: untilMs, untilMs: firstMs, text: words.noScreen });
    untilMs = Math.max(untilMs, lastMs + STANDS_MS);
  }
  const lost = stated.map(({ fromMs, untilMs: toMs, trouble }) => ({ fromMs, untilMs: toMs, text: lostText(trouble, words) }));
  return [...unshared, ...lost].toSorted((a, b) => a.fromMs - b.fromMs);
}

const concerns = (gap: StoryGap, legs: readonly Leg[], participantId: string): boolean =>
  gap.trackId === null
    ? gap.participantId === null || gap.participantId === participantId
    : legs.some(({ trackId }) => trackId === gap.trackId);

type Stretch = Omit<Card, 'text'>;

/** Where no new picture comes for longer than `limitMs`, over all legs together. */
function stillStretches(legs: readonly Leg[], limitMs: number, durationMs: number): Stretch[] {
  const found: Stretch[] = [];
  let shownMs: number | null = null;
  const upTo = (ms: number): void => {
    const fromMs = shownMs === null ? 0 : shownMs + STANDS_MS;
    const limit = shownMs === null ? LEAST_CARD_MS : limitMs;
    if (ms - (shownMs ?? 0) > limit && ms > fromMs) found.push({ fromMs, untilMs: ms });
  };
  for (const { framesMs } of legs.toSorted((a, b) => a.firstMs - b.firstMs)) {
    for (const ms of framesMs) {
      if (shownMs !== null && ms <= shownMs) continue;
      upTo(ms);
      shownMs = ms;
    }
  }
  upTo(durationMs);
  return found;
}

interface LabelOptions {
  readonly stated: readonly StoryGap[];
  readonly edges: readonly number[];
  readonly unstated: (atMs: number) => string;
  readonly words: (typeof COMPOSE_WORDS)[keyof typeof COMPOSE_WORDS];
}

/** Cut where the reason changes. */
function labelled(hole: Stretch, { stated, edges, unstated, words }: LabelOptions): Card[] {
  const cuts = [...edges, ...stated.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs])];
  const within = [...new Set(cuts)].filter((ms) => ms > hole.fromMs && ms < hole.untilMs).toSorted((a, b) => a - b);
  const cards: { fromMs: number; untilMs: number; text: string }[] = [];
  for (const [at, untilMs] of [...within, hole.untilMs].entries()) {
    const fromMs = at === 0 ? hole.fromMs : (within[at - 1] ?? hole.fromMs);
    const middle = (fromMs + untilMs) / 2;
    const reasons = stated.filter((gap) => gap.fromMs <= middle && middle < gap.untilMs);
    const first = reasons.toSorted((a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind))[0];
    const text = first === undefined ? unstated(middle) : gapText(first, words);
    const last = cards.at(-1);
    // What is too short to be read, and what says the same, is part of its neighbour.
    if (last !== undefined && (last.text === text || untilMs - fromMs < LEAST_CARD_MS)) last.untilMs = untilMs;
    else if (last !== undefined && last.untilMs - last.fromMs < LEAST_CARD_MS) Object.assign(last, { untilMs, text });
    else cards.push({ fromMs, untilMs, text });
  }
  return cards;
}

function gapText({ kind, trouble }: StoryGap, words: LabelOptions['words']): string {
  if (kind === 'lost') return lostText(trouble, words);
  if (kind === 'held') return words.held;
  return kind === 'away' ? words.away : words.cameraOff;
}

const lostText = (trouble: StoryGap['trouble'], words: LabelOptions['words']): string =>
  trouble === null ? words.lostAnyhow : words.lost[trouble];
