import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PooledEyes } from '../inspection/look/face-eyes.ts';
import { type Fault, FAULTS, LOG_FAULTS, MEDIA_FAULTS, type MediaFault } from './synthesised/faults.ts';
import { Film } from './synthesised/film.ts';
import { judge, lookAtSynthesised } from './synthesised/inspect-synthesised.ts';
import { tellStory } from './synthesised/story.ts';
import { synthesise } from './synthesised/synthesise.ts';
import { RATE_HZ, Voices } from './synthesised/voices.ts';

/**
 * Makes recordings and inspects them, one line of JSON each, appended to a file: `node inspect-synthesised-main.ts --cache DIR --out FILE ORDER…`, an order being
 * `SEED:FAULT`, or `SEED:clean`, of which every fault of the log is told as well. `--list` prints the faults that there are.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: 'string' }, out: { type: 'string' }, list: { type: 'boolean' } },
});
if (values.list === true) {
  process.stdout.write(JSON.stringify({ media: MEDIA_FAULTS, log: LOG_FAULTS }));
  process.exit(0);
}
const { cache = join(tmpdir(), 'guichet-synthesised'), out } = values;

// What is written is synced to the disk again and again, as a recorder does it: in memory that costs nothing.
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const film = await Film.open(join(cache, 'film'));
const voices = new Voices(join(cache, 'voices'));
const eyes = new PooledEyes({ ordersPerWorker: 1_000_000 });
if (out !== undefined) await mkdir(dirname(out), { recursive: true });
try {
  for (const order of positionals) {
    const [seed = '', name = 'clean'] = order.split(':');
    await one(Number(seed), name === 'clean' ? null : (name as MediaFault));
  }
} finally {
  eyes.close();
}

async function one(seed: number, fault: MediaFault | null): Promise<void> {
  const folder = await mkdtemp(join(SCRATCH, 'guichet-inspected-'));
  try {
    const begun = performance.now();
    const story = await tellStory(seed, fault, async (sentence, pitch) => ((await voices.say(sentence, pitch)).length / RATE_HZ) * 1_000);
    const made = await synthesise(story, { film, voices, folder });
    const madeMs = performance.now() - begun;
    const looked = await lookAtSynthesised(made, {
      folder,
      film,
      voices,
      eyes,
      compares: fault === 'swapped_customer' || (fault === null && seed % 4 === 0),
    });
    const cases: (Fault | null)[] = fault === null ? [null, ...LOG_FAULTS] : [fault];
    for (const planted of cases) {
      const { facts, results } = judge(looked, fault === null ? (planted as (typeof LOG_FAULTS)[number] | null) : null);
      const line = {
        seed,
        fault: planted,
        ...(planted === null ? {} : FAULTS[planted]),
        served: story.served,
        lengthMs: story.lengthMs,
        results: Object.fromEntries(results.map(({ ruleId, result }) => [ruleId, result])),
        // Once a recording, however many logs it is judged with.
        ...(planted === fault ? { madeMs, times: looked.times } : {}),
        observed:
          planted === fault ? facts.observations?.map(({ check, role, fromMs, untilMs }) => [check, role, fromMs, untilMs]) : undefined,
        sound:
          planted === fault
            ? facts.sound?.map(({ role, speechMs, snrDb, levelDbfs, clipped }) => ({ role, speechMs, snrDb, levelDbfs, clipped }))
            : undefined,
        planted: story.planted,
      };
      const text = `${JSON.stringify(line)}\n`;
      if (out === undefined) process.stdout.write(text);
      else await appendFile(out, text);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
