import { besideEachOther, HeadFilm, type HeadMove, jpegOf, PEOPLE, type Person } from '@guichet/identity/faces-testing';
import { IdentityPool } from '@guichet/identity/pool';
import { PICTURE_MS } from './puppet-camera.ts';

type Picture = ReturnType<HeadFilm['frame']>;

const FILM_PICTURES = 32;

/** What goes on before a camera: pictures in their order. */
export class CameraScenes {
  readonly #film: HeadFilm;

  static async open(): Promise<CameraScenes> {
    const pool = new IdentityPool({ workers: 1 });
    return new CameraScenes(await HeadFilm.open(pool, [...PEOPLE, 'fay']).finally(() => pool.close()));
  }

  private constructor(film: HeadFilm) {
    this.#film = film;
  }

  /** Somebody who listens: their head is never quite still. */
  present(person: Person): Promise<Buffer[]> {
    const moves: HeadMove[] = [
      {},
      { yawDeg: 4 },
      { yawDeg: 7, pitchDeg: 3 },
      { pitchDeg: 4 },
      { yawDeg: -4 },
      { yawDeg: -6, pitchDeg: -3 },
    ];
    return this.#jpegs(moves.map((move) => this.#film.frame(person, move)));
  }

  /** A film that is played again and again: a few seconds in which something goes past behind somebody. */
  async played(person: Person): Promise<{ readonly pictures: Buffer[]; readonly lastsMs: number }> {
    const still = this.#film.frame(person, {});
    const pictures = await this.#jpegs(Array.from({ length: FILM_PICTURES }, (_, at) => withPasser(still, at / FILM_PICTURES)));
    return { pictures, lastsMs: FILM_PICTURES * PICTURE_MS };
  }

  black(): Promise<Buffer[]> {
    return this.#jpegs([painted(() => [2, 2, 2])]);
  }

  /** A hand on the lens: one colour, darker towards a side. */
  covered(): Promise<Buffer[]> {
    return this.#jpegs([painted((x, y) => [88 + x * 14, 50 + y * 8, 42 + y * 8])]);
  }

  dark(person: Person): Promise<Buffer[]> {
    return this.#jpegs(this.#moving(person).map((picture) => recoloured(picture, (level) => level * 0.22)));
  }

  /** The room without anybody, as the light in it trembles. */
  empty(): Promise<Buffer[]> {
    return this.#jpegs([0, 5, 9].map((more) => painted((x, y) => room(x, y, more))));
  }

  /** Somebody at the far end of the room. */
  farAway(person: Person): Promise<Buffer[]> {
    return this.#jpegs(
      this.#moving(person).map((picture, index) =>
        within(
          picture,
          painted((x, y) => room(x, y, index)),
          0.3,
        ),
      ),
    );
  }

  beside(one: Person, other: Person): Promise<Buffer[]> {
    const [left, right] = [this.#moving(one), this.#moving(other)];
    return Promise.all(left.map((picture, index) => besideEachOther(picture, right[index] ?? picture)));
  }

  #moving(person: Person): Picture[] {
    return [{}, { yawDeg: 6 }, { pitchDeg: 5 }].map((move) => this.#film.frame(person, move));
  }

  #jpegs(pictures: readonly Picture[]): Promise<Buffer[]> {
    return Promise.all(pictures.map(jpegOf));
  }
}

const WIDTH_PX = 640;
const HEIGHT_PX = 480;
type Colour = readonly [number, number, number];

/** @param colour at a place, both shares of the picture */
function painted(colour: (x: number, y: number) => Colour): Picture {
  const rgb = new Uint8Array(WIDTH_PX * HEIGHT_PX * 3);
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < WIDTH_PX; x += 1) rgb.set(colour(x / WIDTH_PX, y / HEIGHT_PX), (y * WIDTH_PX + x) * 3);
  }
  return { rgb, widthPx: WIDTH_PX, heightPx: HEIGHT_PX };
}

/** A wall with shelves. */
function room(x: number, y: number, more: number): Colour {
  const shelf = Math.floor(y * 9) % 3 === 0 || Math.floor(x * 14) % 5 === 0;
  return shelf ? [70 + more, 56, 44] : [168 + more, 172, 160 + more];
}

function recoloured({ rgb, ...size }: Picture, level: (before: number) => number): Picture {
  return { ...size, rgb: Uint8Array.from(rgb, level) };
}

/** The one, so much smaller, in the middle of the other. */
function within(small: Picture, wide: Picture, scale: number): Picture {
  const rgb = Uint8Array.from(wide.rgb);
  const [left, top] = [Math.round((WIDTH_PX * (1 - scale)) / 2), Math.round(HEIGHT_PX * (1 - scale) * 0.5)];
  for (let y = 0; y < HEIGHT_PX * scale; y += 1) {
    for (let x = 0; x < WIDTH_PX * scale; x += 1) {
      const from = (Math.floor(y / scale) * small.widthPx + Math.floor(x / scale)) * 3;
      rgb.set(small.rgb.subarray(from, from + 3), ((top + y) * WIDTH_PX + left + x) * 3);
    }
  }
  return { ...wide, rgb };
}

/** Beside the face something large goes by, up and down. */
function withPasser({ rgb, ...size }: Picture, share: number): Picture {
  const passed = Uint8Array.from(rgb);
  const middle = 0.5 + 0.5 * Math.sin(2 * Math.PI * share) * Math.cos(6 * Math.PI * share);
  for (let y = 0; y < HEIGHT_PX; y += 1) {
    for (let x = 0; x < WIDTH_PX * 0.22; x += 1)
      passed.fill(Math.abs(y / HEIGHT_PX - middle) < 0.3 ? 235 : 20, (y * WIDTH_PX + x) * 3, (y * WIDTH_PX + x) * 3 + 3);
  }
  return { ...size, rgb: passed };
}
