import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '../kit/installation.ts';
import { scanLogs } from '../kit/log-scan.ts';
import { expectNoOrphans, type ProcessSnapshot, snapshot } from '../kit/process-faults.ts';
import { SeededRandom } from '../kit/seeded-random.ts';
import { Aftermath } from './aftermath.ts';
import { type Fault, type FaultFigures, type Ground, NotEvaluated } from './fault.ts';
import { describeRounds } from './report.ts';

const ROUND_DEADLINE_MS = 120_000;

export interface FaultTally {
  readonly passed: number;
  readonly failed: number;
  readonly notEvaluated: number;
}

interface RunnerOptions {
  readonly rounds: number;
  readonly seed: number;
}

/** An installation under faults, with what must be true again after each of them. */
interface Site {
  readonly installation: Installation;
  readonly ground: Ground | undefined;
  readonly aftermath: Aftermath;
  readonly before: readonly ProcessSnapshot[];
}

/**
 * Runs faults, prints what each round measured, and counts; that nothing is left behind is checked after each. Faults that need no ground of
 * their own run on one installation, one after the other: it has to survive all of them.
 */
export class FaultRunner {
  readonly #options: RunnerOptions;
  readonly #tally = { passed: 0, failed: 0, notEvaluated: 0 };
  #site: Site | undefined;
  #siteSerial = 0;
  #abandoned = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  async run(faults: readonly Fault[]): Promise<FaultTally> {
    for (const fault of faults) {
      if (this.#abandoned) break;
      await this.#runFault(fault);
      if (fault.prepare) await this.#leave();
    }
    await this.#leave();
    return this.#tally;
  }

  /** Lets go of everything at once, in the middle of whatever it is: nothing may be left on the machine. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    const site = this.#site;
    this.#site = undefined;
    await site?.installation.close();
    await site?.ground?.close();
  }

  async #runFault(fault: Fault): Promise<void> {
    const { rounds, seed } = this.#options;
    console.log(`${fault.name}: ${fault.limit}`);
    if (fault.prepare) await this.#leave();
    const random = new SeededRandom(seed ^ hashOf(fault.name));
    const figures: FaultFigures[] = [];
    let failed = 0;
    for (let round = 0; round < rounds && !this.#abandoned; round++) {
      try {
        this.#site ??= await arrive(fault);
      } catch (error) {
        if (!(error instanceof NotEvaluated)) throw error;
        console.log(`  – ${fault.name}: not_evaluated: ${error.message}`);
        this.#tally.notEvaluated++;
        return;
      }
      const measured = await this.#oneRound(this.#site, fault, random);
      if (measured) figures.push(measured);
      else failed++;
      // A call that is still half there would spoil the rounds after it.
      if (!measured) await this.#leave(true);
    }
    this.#tally.passed += figures.length;
    this.#tally.failed += failed;
    console.log(`  ${describeRounds(fault.name, { passed: figures.length, failed, figures })} · seed ${seed}`);
  }

  async #oneRound({ installation, aftermath }: Site, fault: Fault, random: SeededRandom): Promise<FaultFigures | undefined> {
    const startedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The round did not come to an end')), ROUND_DEADLINE_MS);
    });
    const faultThenCalm = async (): Promise<FaultFigures> => {
      const figures = await fault.run({ installation, random });
      await aftermath.expectSettled();
      return figures;
    };
    try {
      const figures = await Promise.race([faultThenCalm(), overdue]);
      console.log(`  ✓ ${fault.name} ${JSON.stringify(figures)} (${Math.round(performance.now() - startedAt)} ms)`);
      return figures;
    } catch (error) {
      console.log(`  ✗ ${fault.name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the installation: nothing of it may live on, and its logs must tell nobody's secrets. */
  async #leave(failed = false): Promise<void> {
    const site = this.#site;
    if (!site) return;
    this.#site = undefined;
    const { installation, ground, before, aftermath } = site;
    aftermath.close();
    const logs = join(installation.running.dataDir, 'logs');
    await this.#check('nothing lives on', async () => {
      await installation.stop();
      for (const each of before) await expectNoOrphans(each);
      return undefined;
    });
    await this.#check('log scan', async () => {
      const { lines, findings } = await scanLogs(installation.running.dataDir, installation.privateValues);
      const told = [...new Set(findings.map(({ file, line, kind }) => `${file}:${line} ${kind}`))];
      if (lines === 0) throw new Error('There are no logs');
      if (told.length > 0) throw new Error(`${told.length} findings: ${told.slice(0, 10).join(', ')}`);
      return `${lines} lines, ${installation.privateValues.all.size} values looked for`;
    });
    if (failed) {
      const kept = await mkdtemp(join(tmpdir(), `guichet-faults-${this.#options.seed}-${++this.#siteSerial}-`));
      await cp(logs, kept, { recursive: true });
      console.log(`  its logs: ${kept}`);
    }
    await installation.close();
    await ground?.close();
  }

  async #check(name: string, work: () => Promise<string | undefined>): Promise<void> {
    try {
      const said = await work();
      this.#tally.passed++;
      if (said) console.log(`  ✓ ${name}: ${said}`);
    } catch (error) {
      this.#tally.failed++;
      console.log(`  ✗ ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

async function arrive(fault: Fault): Promise<Site> {
  const ground = await fault.prepare?.();
  try {
    // A throw-away database acknowledges before it has written: kills would lose what no real one loses.
    const installation = await Installation.start({ durable: true, ...ground?.options, env: { SFU_WORKERS: '1', ...ground?.options.env } });
    const before = await Promise.all(Object.values(installation.running.pids).map((pid) => snapshot(pid)));
    return { installation, ground, aftermath: await Aftermath.of(installation), before };
  } catch (error) {
    await ground?.close();
    throw error;
  }
}

/** FNV-1a: the same moments for a fault whether it runs alone or among others. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
