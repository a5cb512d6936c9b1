/** `npm run doctor [-- --json]`: what works and what does not on this machine, why it matters, and how to mend it. */
import { parseArgs } from 'node:util';
import { language } from './bootstrap/environment.mjs';
import { readLauncherConfig } from './config.ts';
import { verdict, type Check, type Finding, type Verdict } from './doctor/check.ts';
import { chromiumCheck, diskCheck, firefoxCheck, fontsCheck } from './doctor/machine-checks.ts';
import { portsCheck, tlsCheck, turnCheck } from './doctor/network-checks.ts';
import { databaseCheck, ffmpegCheck, nodeCheck, workerCheck } from './doctor/runtime-checks.ts';
import { sealingCheck } from './doctor/sealing-check.ts';
import { explain } from './setup/explain.ts';

const chosen = language();
const CHECKS = [
  nodeCheck,
  workerCheck,
  databaseCheck,
  ffmpegCheck,
  portsCheck,
  tlsCheck,
  turnCheck,
  sealingCheck,
  diskCheck,
  fontsCheck,
  chromiumCheck,
  firefoxCheck,
];
const MARKS: Readonly<Record<Verdict, string>> = { ok: '✓', warning: '△', missing: '✕' };

type Examined = { readonly check: Check; readonly finding: Finding };

async function examine(): Promise<Examined[]> {
  const config = readLauncherConfig();
  return Promise.all(CHECKS.map(async (check) => ({ check, finding: await check.run(config).catch(failed) })));
}

/** A check that breaks has found nothing out, which is not the same as finding that all is well. */
function failed(error: unknown): Finding {
  const reason = explain(error, 'en').split('\n')[0] ?? '';
  return { verdict: verdict.missing, found: { en: `could not be checked: ${reason}`, 'zh-CN': `无法检查：${reason}` } };
}

function render({ check, finding }: Examined): string {
  const line = `${MARKS[finding.verdict]} ${check.title[chosen]}: ${finding.found[chosen]}`;
  if (finding.verdict === verdict.ok) return line;
  return [line, `    ${check.why[chosen]}`, ...(finding.remedy === undefined ? [] : [`    $ ${finding.remedy}`])].join('\n');
}

function toJson({ check, finding }: Examined) {
  return { id: check.id, verdict: finding.verdict, found: finding.found.en, why: check.why.en, remedy: finding.remedy ?? null };
}

try {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  const examined = await examine();
  const well = examined.every(({ finding }) => finding.verdict !== verdict.missing);
  process.stdout.write(
    values.json ? `${JSON.stringify({ ok: well, checks: examined.map(toJson) })}\n` : `${examined.map(render).join('\n')}\n`,
  );
  process.exitCode = well ? 0 : 1;
} catch (error) {
  process.stderr.write(`${explain(error, chosen)}\n`);
  process.exitCode = 2;
}
