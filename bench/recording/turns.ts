import { interleave } from '../interleave.ts';
import type { RecordingWay } from './way.ts';

const FIRST_WARM_UP_MS = 8_000;
const SETTLE_MS = 1_000;
const MEASURE_MS = 4_000;

interface Turns<Name extends string> {
  /** Percent of a core for each call, round by round. */
  readonly perCall: Record<Name, number[]>;
  readonly memoryMb: Record<Name, number>;
  readonly lost: Record<Name, number | null>;
}

/**
 * Starts all ways, lets each run once until its code is warm (recordings last for minutes; the first seconds of a just-in-time compiler are
 * nobody's cost per call), then measures them in turns, each while the others are silent.
 */
export async function measureInTurns<Name extends string>(
  starts: Readonly<Record<Name, () => Promise<RecordingWay>>>,
  rounds: number,
  progress: (line: string) => void,
): Promise<Turns<Name>> {
  const names = Object.keys(starts) as Name[];
  const ways = new Map<Name, RecordingWay>();
  const lost = {} as Record<Name, number | null>;
  const memoryMb = {} as Record<Name, number>;
  try {
    for (const name of names) {
      const way = await starts[name]();
      ways.set(name, way);
      await way.measure(FIRST_WARM_UP_MS, 100);
    }
    const contestants = Object.fromEntries(
      names.map((name) => [name, () => (ways.get(name) as RecordingWay).measure(SETTLE_MS, MEASURE_MS)]),
    ) as Record<Name, () => Promise<number>>;
    const perCall = await interleave(contestants, rounds, (name, round, share) => {
      progress(`round ${round} ${name}: ${share.toFixed(3)} % of a core per call`);
    });
    for (const [name, way] of ways) memoryMb[name] = way.memoryMb;
    for (const [name, way] of ways) lost[name] = await way.end();
    ways.clear();
    return { perCall, memoryMb, lost };
  } finally {
    for (const way of ways.values()) await way.end();
  }
}
