import { assertNever } from '@guichet/protocol';
import { type Geometry, geometryOf, type Rect } from './geometry.ts';
import { type Card, cameraCards, screenCards } from './holes.ts';
import type { Leg } from './scan.ts';
import { planShots, type Shot } from './shots.ts';
import { planStage, type StageTurn } from './stage.ts';
import { type ComposeLayout, type ComposeStory, MAX_SHOWN_PARTIES } from './story.ts';
import { COMPOSE_WORDS } from './words.ts';

type Source = 'camera' | 'screen';

/** What one place shows from a moment on. */
export interface Turn {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly participantId: string;
  readonly source: Source;
  readonly name: string;
  readonly shots: readonly Shot[];
  readonly cards: readonly Card[];
}

export interface Place {
  readonly rect: Rect;
  /** In order, without overlaps; between them nothing is shown. */
  readonly turns: readonly Turn[];
}

export interface Party {
  readonly participantId: string;
  readonly name: string;
  readonly legs: readonly Leg[];
}

/** All that a composite shows, decided before the first picture is drawn. Pure. */
export interface Program {
  readonly geometry: Geometry;
  /** In the order in which they are drawn: what comes later covers what came before. */
  readonly places: readonly Place[];
}

/** Everybody who was recorded, in the story's order; those it does not know behind. */
export function partiesOf(legs: readonly Leg[], { parties, language }: Pick<ComposeStory, 'parties' | 'language'>): Party[] {
  const words = COMPOSE_WORDS[language];
  const told = parties.map(({ participantId }) => participantId);
  const recorded = [...new Set(legs.map(({ participantId }) => participantId))];
  const inOrder = [...told.filter((id) => recorded.includes(id)), ...recorded.filter((id) => !told.includes(id))];
  return inOrder.map((participantId, at) => {
    const known = parties.find((party) => party.participantId === participantId);
    const role = known?.role == null ? null : words.roles[known.role];
    const name = known?.name.trim() || (role ?? words.party(at + 1));
    return {
      participantId,
      name: role === null || role === name ? name : `${name} · ${role}`,
      legs: legs.filter((leg) => leg.participantId === participantId),
    };
  });
}

export function planProgram(layout: ComposeLayout, parties: readonly Party[], story: ComposeStory, durationMs: number): Program {
  const shown = parties.slice(0, MAX_SHOWN_PARTIES);
  const planner = new Planner(shown, story, durationMs);
  switch (layout) {
    case 'side-by-side': {
      const sharing = shown.filter(({ legs }) => legsOf(legs, 'screen').length > 0);
      const geometry = geometryOf(layout, shown.length + sharing.length);
      const subjects = [
        ...shown.map(({ participantId }) => ({ participantId, source: 'camera' as const })),
        ...sharing.map(({ participantId }) => ({ participantId, source: 'screen' as const })),
      ];
      return { geometry, places: subjects.map((subject, at) => planner.place(geometry.tiles[at], [{ fromMs: 0, ...subject }])) };
    }
    case 'picture-in-picture': {
      const [first, ...others] = shown.map(({ participantId }) => participantId);
      const small = first === undefined ? [] : [...others, first];
      const geometry = geometryOf(layout, small.length);
      const stage = planner.stage([], first);
      return {
        geometry,
        places: [
          planner.place(geometry.stage ?? undefined, stage),
          ...small.map((participantId, at) => planner.place(geometry.tiles[at], whileNotLarge(participantId, stage))),
        ],
      };
    }
    case 'speaker': {
      const geometry = geometryOf(layout, shown.length);
      const stage = planner.stage(story.speech, shown[0]?.participantId);
      return {
        geometry,
        places: [
          planner.place(geometry.stage ?? undefined, stage),
          ...shown.map(({ participantId }, at) => planner.place(geometry.tiles[at], [{ fromMs: 0, participantId, source: 'camera' }])),
        ],
      };
    }
    default:
      return assertNever(layout);
  }
}

const legsOf = (legs: readonly Leg[], source: Source): readonly Leg[] =>
  legs.filter((leg) => leg.kind === 'video' && leg.source === source && leg.framesMs.length > 0);

/** Nobody is shown twice: who has the large picture leaves the small one. */
function whileNotLarge(
  participantId: string,
  stage: readonly StageTurn[],
): (StageTurn | { readonly fromMs: number; readonly participantId: null })[] {
  return stage.map((turn) =>
    turn.participantId === participantId && turn.source === 'camera'
      ? { fromMs: turn.fromMs, participantId: null }
      : { fromMs: turn.fromMs, participantId, source: 'camera' as const },
  );
}

class Planner {
  readonly #parties: readonly Party[];
  readonly #story: ComposeStory;
  readonly #durationMs: number;
  readonly #cards = new Map<string, readonly Card[]>();

  constructor(parties: readonly Party[], story: ComposeStory, durationMs: number) {
    this.#parties = parties;
    this.#story = story;
    this.#durationMs = durationMs;
  }

  stage(speech: ComposeStory['speech'], first: string | undefined): StageTurn[] {
    const participants = this.#parties.map(({ participantId }) => participantId);
    return planStage({
      screens: this.#parties.flatMap(({ participantId, legs }) =>
        legsOf(legs, 'screen').map(({ firstMs, lastMs }) => ({ participantId, fromMs: firstMs, untilMs: lastMs })),
      ),
      speech,
      participants: first === undefined ? [] : [first, ...participants.filter((id) => id !== first)],
    });
  }

  place(rect: Rect | undefined, turns: readonly (StageTurn | { readonly fromMs: number; readonly participantId: null })[]): Place {
    if (rect === undefined) throw new RangeError('There is no such place');
    return {
      rect,
      turns: turns.flatMap((turn, at) => {
        const untilMs = turns[at + 1]?.fromMs ?? this.#durationMs;
        return turn.participantId === null || untilMs <= turn.fromMs ? [] : [this.#turn(turn, untilMs)];
      }),
    };
  }

  #turn({ fromMs, participantId, source }: StageTurn, untilMs: number): Turn {
    const party = this.#parties.find((candidate) => candidate.participantId === participantId);
    const legs = legsOf(party?.legs ?? [], source);
    const name = party?.name ?? '';
    return {
      ...{ fromMs, untilMs, participantId, source },
      name: source === 'screen' ? COMPOSE_WORDS[this.#story.language].screenOf(name) : name,
      shots: planShots({ legs, fromMs, untilMs }),
      cards: this.#cardsOf(participantId, source, legs, party?.legs ?? []),
    };
  }

  #cardsOf(participantId: string, source: Source, legs: readonly Leg[], party: readonly Leg[]): readonly Card[] {
    const key = `${participantId} ${source}`;
    const known = this.#cards.get(key);
    if (known !== undefined) return known;
    const find = source === 'screen' ? screenCards : cameraCards;
    const cards = find({ legs, party, participantId, story: this.#story, durationMs: this.#durationMs });
    this.#cards.set(key, cards);
    return cards;
  }
}
