import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULTS, LOG_FAULTS, type MediaFault } from '../../testing/synthesised/faults.ts';
import { Film } from '../../testing/synthesised/film.ts';
import { judge, lookAtSynthesised } from '../../testing/synthesised/inspect-synthesised.ts';
import { tellStory } from '../../testing/synthesised/story.ts';
import { synthesise } from '../../testing/synthesised/synthesise.ts';
import { RATE_HZ, Voices } from '../../testing/synthesised/voices.ts';
import { PooledEyes } from './face-eyes.ts';

const seed = Number(process.env['INSPECT_SEED'] ?? Math.floor(Math.random() * 2 ** 30));

let folder: string;
let film: Film;
let voices: Voices;
const eyes = new PooledEyes({});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-synthesised-'));
  film = await Film.open(join(folder, 'film'));
  voices = new Voices(join(folder, 'voices'));
}, 60_000);
afterAll(async () => {
  eyes.close();
  await rm(folder, { recursive: true, force: true });
});

async function looked(fault: MediaFault | null) {
  const at = await mkdtemp(join(folder, 'recording-'));
  const story = await tellStory(seed, fault, async (sentence, pitch) => ((await voices.say(sentence, pitch)).length / RATE_HZ) * 1_000);
  return lookAtSynthesised(await synthesise(story, { film, voices, folder: at }), { folder: at, film, voices, eyes, compares: false });
}

it('of a recording in which all is well says so, and finds whatever is planted into its log', async () => {
  console.info(`synthesised recordings: seed ${seed}`);
  const well = await looked(null);
  const { results } = judge(well, null);
  expect(results.filter(({ result }) => result === 'fail')).toEqual([]);
  const passed = results.flatMap(({ ruleId, result }) => (result === 'pass' ? [ruleId] : []));
  expect(passed).toEqual(
    expect.arrayContaining([
      'own-faces',
      'own-picture',
      'own-sound',
      'own-heard-out',
      'own-clock',
      'own-heads',
      'own-documents-shown',
      'own-engines',
    ]),
  );
  for (const fault of LOG_FAULTS) {
    const { rule } = FAULTS[fault];
    const of = judge(well, fault).results.find(({ ruleId }) => ruleId === rule);
    expect({ fault, result: of?.result }).toEqual({ fault, result: expect.stringMatching(/^(fail|warn)$/) });
  }
}, 120_000);

it.each(['black', 'face_away', 'noise', 'talk_over'] as const)(
  'finds %s where it was planted, and shows when',
  async (fault) => {
    const { made, ...rest } = await looked(fault);
    const { results } = judge({ made, ...rest }, null);
    const { rule } = FAULTS[fault];
    const finding = results.find(({ ruleId }) => ruleId === rule) ?? expect.unreachable();
    expect({ fault, seed, result: finding.result }).toEqual({ fault, seed, result: expect.stringMatching(/^(fail|warn)$/) });
    const planted = made.story.planted ?? expect.unreachable();
    const [moment] = finding.moments;
    expect(moment).toMatchObject({ trackId: expect.any(String), engine: { name: expect.any(String), version: expect.any(String) } });
    // It overlaps with what was planted.
    expect(moment!.atMs).toBeLessThan(planted.untilMs);
    expect(moment!.untilMs ?? 0).toBeGreaterThan(planted.fromMs);
  },
  120_000,
);
