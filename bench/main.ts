/**
 * `npm run -s bench -- <name> [--json] [options]`: figures beside a peer's, measured in the same run. With `--json` one object on stdout
 * and nothing else (`{ "name", "figures": [{ "what", "ours", "peer", "ratio", "unit" }] }`); progress goes to stderr. Exit code 0 when every
 * limit was met, 1 when one was not, 2 when it could not run.
 */
import { parseArgs } from 'node:util';
import { BenchReport, type Figure } from './figures.ts';

/** What a benchmark is given; it says what it does on `progress` as it goes. */
export interface BenchContext {
  readonly rounds: number | undefined;
  /** How long to go on, where a benchmark can be given a time instead of rounds. */
  readonly minutes?: number | undefined;
  /** A part of the benchmark, where it has parts. */
  readonly only?: string | undefined;
  readonly progress: (line: string) => void;
}

interface Bench {
  readonly summary: string;
  readonly run: (context: BenchContext) => Promise<readonly Figure[]>;
}

const benches: Record<string, () => Promise<Bench>> = {
  compose: () => import('./compose.ts'),
  designer: () => import('./designer.ts'),
  'first-frame': () => import('./first-frame.ts'),
  flow: () => import('./flow.ts'),
  identity: () => import('./identity.ts'),
  inspect: () => import('./inspect.ts'),
  media: () => import('./media.ts'),
  prove: () => import('./prove.ts'),
  recording: () => import('./recording.ts'),
  review: () => import('./review.ts'),
  seal: () => import('./seal.ts'),
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      rounds: { type: 'string' },
      minutes: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [name] = positionals;
  const load = name !== undefined && Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (values.help || !load || !name) {
    process.stderr.write(`Usage: npm run -s bench -- <name> [--json] [--rounds N | --minutes N] [--only PART]\n\n`);
    for (const [each, loadEach] of Object.entries(benches)) process.stderr.write(`  ${each.padEnd(12)} ${(await loadEach()).summary}\n`);
    return values.help ? 0 : 2;
  }
  const bench = await load();
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
    process.stderr.write('--rounds takes a whole number from 1\n');
    return 2;
  }
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0 && Number.isFinite(minutes))) {
    process.stderr.write('--minutes takes a number above 0\n');
    return 2;
  }
  const figures = await bench.run({ rounds, minutes, only: values.only, progress: (line) => process.stderr.write(`${line}\n`) });
  const report = BenchReport.parse({ name, figures });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : table(report.figures));
  return report.figures.some((figure) => figure.ok === false) ? 1 : 0;
}

function table(figures: readonly Figure[]): string {
  const rounded = (value: number | null) => (value === null ? '–' : Number(value.toPrecision(4)).toString());
  const rows = figures.map(({ what, ours, peer, ratio, unit, limit, ok }) => {
    const verdict = ok === undefined ? '' : ok ? 'met' : 'MISSED';
    return `${what}\n    ours ${rounded(ours)}  peer ${rounded(peer)}  ratio ${rounded(ratio)}  ${unit}  ${limit ?? ''} ${verdict}`;
  });
  return `${rows.join('\n')}\n`;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`The benchmark could not run: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
