import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityPool } from '../../pool/identity-pool.ts';
import { HeadFilm, jpegOf, PEOPLE } from '../../testing/faces/index.ts';

/** The folder into which somebody has installed `faceplugin-face-recognition-js` and `onnxruntime-web`: nothing of it ships (ADR 15). */
const modelsDir = process.env['GUICHET_TEST_FACEPLUGIN'] ?? null;
if (modelsDir === null) console.info('faceplugin is not tried: GUICHET_TEST_FACEPLUGIN names no folder in which it is installed');

describe.skipIf(modelsDir === null)('faces that faceplugin compares', () => {
  let pool: IdentityPool;
  let film: HeadFilm;
  beforeAll(async () => {
    pool = new IdentityPool({ workers: 1, faces: { name: 'faceplugin', modelsDir } });
    film = await HeadFilm.open(pool);
  });
  afterAll(() => pool.close());

  const compare = async (one: (typeof PEOPLE)[number], other: (typeof PEOPLE)[number]) =>
    pool.run('face.compare', { reference: await jpegOf(film.frame(one, {})), live: [await jpegOf(film.frame(other, { yawDeg: 8 }))] });

  it('takes everybody for themselves and never for somebody else, and says whose word that is', async () => {
    for (const one of PEOPLE) {
      for (const other of PEOPLE) {
        const { outcome, engine, threshold } = await compare(one, other);
        // Two people may be for a person to decide; they are never one.
        expect({ one, other, isMatch: outcome === 'match' }).toEqual({ one, other, isMatch: one === other });
        expect({ engine, threshold }).toMatchObject({
          engine: { name: 'faceplugin-fr_feature', licence: expect.stringContaining('not stated') },
          threshold: { match: 0.4, person: 0.3 },
        });
      }
    }
  });
});
