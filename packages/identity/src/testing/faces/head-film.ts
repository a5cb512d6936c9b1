import type { IdentityPool } from '../../pool/identity-pool.ts';
import type { RgbPicture } from '../../pool/open-picture.ts';
import { type HeadMove, type HeadPlace, movedHead } from './moved-head.ts';
import { jpegOf, PEOPLE, type Person, placeOf, stillOf } from './still-faces.ts';

interface Measured {
  readonly still: RgbPicture;
  readonly place: HeadPlace;
}

/** People who move as they are told. */
export class HeadFilm {
  readonly #people: ReadonlyMap<Person, Measured>;

  /** Has the faces measured by the pool. */
  static async open(pool: IdentityPool, people: readonly Person[] = PEOPLE): Promise<HeadFilm> {
    const stills = await Promise.all(people.map(stillOf));
    const looks = await pool.run('face.analyse', { pictures: await Promise.all(stills.map(jpegOf)), embedEvery: 0 });
    return new HeadFilm(
      new Map(
        people.map((person, index) => {
          const [still, face] = [stills[index], looks[index]?.faces[0]];
          if (still === undefined || face === undefined) throw new Error('Nobody on the picture');
          return [person, { still, place: placeOf(face) }];
        }),
      ),
    );
  }

  private constructor(people: ReadonlyMap<Person, Measured>) {
    this.#people = people;
  }

  frame(person: Person, move: HeadMove): RgbPicture {
    const known = this.#people.get(person);
    if (known === undefined) throw new Error('Nobody of that name');
    return movedHead(known.still, known.place, move);
  }
}
