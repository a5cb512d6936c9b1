import { widthOf } from './break-text.ts';
import { FRAME_MS } from './frame-clock.ts';
import type { Card } from './holes.ts';
import type { Letterer } from './letterer.ts';
import { LOOK } from './look.ts';
import type { Picture } from './picture.ts';
import type { Place, Turn } from './program.ts';
import { ShotPlayer } from './shot-player.ts';
import type { Shot } from './shots.ts';
import { Timeline } from './timed-texts.ts';

/** A decoder is started so long before its first picture is due, in pictures. */
const AHEAD = 50;

interface PlaceOptions {
  readonly matroskaPath: string;
  /** From here on the file can be sought in: its first key frame. */
  readonly seekableFromMs: number;
  readonly letterer: Letterer;
  readonly isSpeaking: (participantId: string) => boolean;
  readonly isMuted: (participantId: string) => boolean;
  readonly mutedWord: string;
}

/** Draws one place, picture after picture: what its camera or screen shows, or a card that says why there is nothing, and whose it is. */
export class PlacePainter {
  readonly #place: Place;
  readonly #options: PlaceOptions;
  readonly #turns: Timeline<Turn>;
  readonly #shots: readonly Shot[];
  readonly #players = new Map<Shot, ShotPlayer>();
  #nextShot = 0;
  #turn: Turn | null = null;
  #cards = new Timeline<Card>([]);

  constructor(place: Place, options: PlaceOptions) {
    this.#place = place;
    this.#options = options;
    this.#turns = new Timeline(place.turns);
    this.#shots = place.turns.flatMap(({ shots }) => shots).toSorted((a, b) => a.from - b.from);
  }

  async paint(canvas: Picture, frame: number): Promise<void> {
    const ms = frame * FRAME_MS;
    await this.#changePlayers(frame);
    const turn = this.#turns.at(ms);
    if (turn === null) return;
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#cards = new Timeline(turn.cards);
    }
    const { x, y } = this.#place.rect;
    const player = [...this.#players.values()].find(({ shot }) => shot.from <= frame && frame < shot.until);
    await player?.advance(frame);
    const card = this.#cards.at(ms);
    const picture = card === null ? (player?.shown ?? (await this.#card(''))) : await this.#card(card.text);
    canvas.lay(picture, x, y);
    await this.#name(canvas, turn);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#players.values()].map((player) => player.end()));
    this.#players.clear();
  }

  async #changePlayers(frame: number): Promise<void> {
    for (const [shot, player] of this.#players) {
      if (shot.until > frame) continue;
      this.#players.delete(shot);
      await player.end();
    }
    for (let shot = this.#shots[this.#nextShot]; shot !== undefined && shot.from - AHEAD <= frame; shot = this.#shots[this.#nextShot]) {
      const { matroskaPath, seekableFromMs } = this.#options;
      const player = new ShotPlayer(matroskaPath, shot, this.#place.rect, shot.decodeFromMs >= seekableFromMs);
      this.#players.set(shot, player);
      this.#nextShot += 1;
    }
  }

  #card(text: string): Promise<Picture> {
    const { width, height } = this.#place.rect;
    const sizePx = Math.max(14, Math.min(30, Math.round(width / 22)));
    return this.#options.letterer.label(text, { width, height, sizePx, ink: LOOK.soft, ground: LOOK.card, align: 'centre', maxLines: 3 });
  }

  async #name(canvas: Picture, { name, participantId, source }: Turn): Promise<void> {
    const { rect } = this.#place;
    const { isSpeaking, isMuted, mutedWord, letterer } = this.#options;
    const silent = source === 'camera' && isMuted(participantId);
    const text = silent ? `${name} · ${mutedWord}` : name;
    const sizePx = rect.width < 300 ? 16 : 20;
    const even = (value: number): number => Math.ceil(value / 2) * 2;
    const width = Math.min(rect.width, even(widthOf(text) * sizePx + 22));
    const height = even(sizePx * 1.6);
    const ground = source === 'camera' && !silent && isSpeaking(participantId) ? LOOK.speaking : LOOK.chip;
    const chip = await letterer.label(text, { width, height, sizePx, ink: LOOK.ink, ground, align: 'left' });
    canvas.lay(chip, rect.x, rect.y + rect.height - height);
  }
}
