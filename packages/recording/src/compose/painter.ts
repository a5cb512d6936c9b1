import { BurnedClock } from './burned-clock.ts';
import { FRAME_MS } from './frame-clock.ts';
import type { Rect } from './geometry.ts';
import type { Letterer } from './letterer.ts';
import { LOOK } from './look.ts';
import { Picture } from './picture.ts';
import { PlacePainter } from './place-painter.ts';
import type { Party, Program } from './program.ts';
import type { ComposeStory } from './story.ts';
import { Timeline } from './timed-texts.ts';
import { COMPOSE_WORDS } from './words.ts';

const HEADER_TEXT_PX = 22;
const CLOCK_TEXT_PX = 24;
const CAPTION_TEXT_PX = 28;
const NUMBER_WIDTH = 320;
const ZONE_WIDTH = 104;

interface PainterOptions {
  readonly program: Program;
  readonly parties: readonly Party[];
  readonly story: ComposeStory;
  readonly letterer: Letterer;
  readonly matroskaPath: string;
  /** Wall clock (Unix ms) at 0. */
  readonly beganAtMs: number;
  readonly seekableFromMs: number;
}

/** Draws the pictures of a composite, one after the other. */
export class Painter {
  readonly canvas: Picture;
  readonly #options: PainterOptions;
  readonly #clock: BurnedClock;
  readonly #places: readonly PlacePainter[];
  readonly #steps: Timeline<ComposeStory['steps'][number]>;
  readonly #captions: Timeline<ComposeStory['captions'][number]>;
  readonly #spoken: ReadonlyMap<string, Timeline<{ readonly fromMs: number; readonly untilMs: number }>>;
  readonly #muted: ReadonlyMap<string, Timeline<{ readonly fromMs: number; readonly untilMs: number }>>;
  #atMs = 0;

  private constructor(options: PainterOptions, clock: BurnedClock) {
    const { program, parties, story } = options;
    this.#options = options;
    this.#clock = clock;
    this.canvas = Picture.filled(program.geometry.width, program.geometry.height, LOOK.ground);
    this.#steps = new Timeline(story.steps);
    this.#captions = new Timeline(story.captions);
    this.#spoken = new Map(parties.map(({ participantId }) => [participantId, new Timeline(spokenBy(participantId, story))]));
    this.#muted = new Map(parties.map((party) => [party.participantId, new Timeline(mutedStretches(party, story))]));
    this.#places = program.places.map(
      (place) =>
        new PlacePainter(place, {
          ...options,
          isSpeaking: (participantId) => this.#spoken.get(participantId)?.at(this.#atMs) != null,
          isMuted: (participantId) => this.#muted.get(participantId)?.at(this.#atMs) != null,
          mutedWord: COMPOSE_WORDS[story.language].muted,
        }),
    );
  }

  static async make(options: PainterOptions): Promise<Painter> {
    const { letterer, program, beganAtMs, story } = options;
    const style = { height: program.geometry.header.height, sizePx: CLOCK_TEXT_PX, ink: LOOK.ink, ground: LOOK.bar };
    const painter = new Painter(options, await BurnedClock.make(letterer, style, beganAtMs, story.timeZone));
    await painter.#still();
    return painter;
  }

  /** Draws the picture of this number; they are asked for in order. */
  async paint(frame: number): Promise<Picture> {
    this.#atMs = frame * FRAME_MS;
    const { header, caption, stage } = this.#options.program.geometry;
    if (stage !== null) this.canvas.lay(await this.#blank(stage), stage.x, stage.y);
    for (const place of this.#places) await place.paint(this.canvas, frame);
    this.#clock.write(this.canvas, header.width - ZONE_WIDTH - this.#clock.width, header.y, this.#atMs);
    const stepStyle = { align: 'centre', sizePx: HEADER_TEXT_PX, ink: LOOK.ink, ground: LOOK.bar } as const;
    const middle = { ...header, x: NUMBER_WIDTH, width: header.width - NUMBER_WIDTH - ZONE_WIDTH - this.#clock.width };
    await this.#text(this.#steps.at(this.#atMs)?.text ?? '', middle, stepStyle);
    const captionStyle = { align: 'centre', sizePx: CAPTION_TEXT_PX, ink: LOOK.ink, ground: LOOK.bar, maxLines: 2, padding: 24 } as const;
    await this.#text(this.#captions.at(this.#atMs)?.text ?? '', caption, captionStyle);
    return this.canvas;
  }

  async end(): Promise<void> {
    await Promise.all(this.#places.map((place) => place.end()));
  }

  /** What no picture changes. */
  async #still(): Promise<void> {
    const { header } = this.#options.program.geometry;
    const { story } = this.#options;
    const number = story.sessionNumber === null ? '' : `${COMPOSE_WORDS[story.language].session} ${story.sessionNumber}`;
    const style = { align: 'left', sizePx: HEADER_TEXT_PX, ground: LOOK.bar } as const;
    await this.#text(number, { ...header, width: NUMBER_WIDTH }, { ...style, ink: LOOK.soft, padding: 16 });
    const zone = { ...header, x: header.width - ZONE_WIDTH, width: ZONE_WIDTH };
    await this.#text(this.#clock.zone, zone, { ...style, ink: LOOK.soft, padding: 8 });
  }

  async #blank({ width, height }: Rect): Promise<Picture> {
    return this.#options.letterer.label('', { width, height, sizePx: 16, ink: LOOK.soft, ground: LOOK.ground, align: 'centre' });
  }

  async #text(
    text: string,
    { x, y, width, height }: Rect,
    style: Omit<Parameters<Letterer['label']>[1], 'width' | 'height'>,
  ): Promise<void> {
    this.canvas.lay(await this.#options.letterer.label(text, { ...style, width, height }), x, y);
  }
}

const spokenBy = (participantId: string, { speech }: ComposeStory) => (speech ?? []).filter((span) => span.participantId === participantId);

/** Where a party's microphone was off. */
function mutedStretches({ legs }: Party, { gaps }: ComposeStory) {
  const microphones = legs.filter(({ kind }) => kind === 'audio').map(({ trackId }) => trackId);
  return gaps.filter(({ kind, trackId }) => kind === 'paused' && trackId !== null && microphones.includes(trackId));
}
