import { readFileSync } from 'node:fs';
import { faultCells, ruleCells } from './cells.ts';
import { readResults } from './inspected.ts';
import { RESULTS_FILE } from './recall.ts';

/** Prints the page of all results so far: `node bench/inspect/accuracy-table.ts > docs/inspection-accuracy.md`. */
const results = readResults(RESULTS_FILE);
const seed = readFileSync(`${RESULTS_FILE}.seed`, 'utf8').trim();
const faults = faultCells(results);
const rules = ruleCells(results);
const clean = results.filter(({ fault }) => fault === null);
const lengths = clean.map(({ lengthMs }) => lengthMs / 1_000).toSorted((a, b) => a - b);
const passed = faults.reduce((sum, cell) => sum + cell.passed, 0);
const planted = faults.reduce((sum, cell) => sum + cell.variants, 0);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const share = (part: number, whole: number): string => (whole === 0 ? '–' : percent(part / whole));
const bounds = ({ lower, upper }: { lower: number; upper: number }): string => `${percent(lower)} – ${percent(upper)}`;

process.stdout.write(`# What the automatic inspection finds

Made by \`npm run -s bench -- inspect --only recall\` and \`node bench/inspect/accuracy-table.ts > docs/inspection-accuracy.md\`. Seed ${seed}; bounds are Clopper and Pearson's for 95 %.

Recordings are synthesised by \`apps/counter/src/testing/synthesised\`: journals of real packets of two parties, made faster than real time from moving pictures of public faces and from
spoken Chinese, ${lengths[0]?.toFixed(0)} to ${lengths.at(-1)?.toFixed(0)} s long. Who takes part, how they sound, when what is said, where a fault lies, how long it lasts and how strong it is are drawn from the seed.
They are muxed, looked at and judged by the code that the counter uses, with the rules of the pack \`baseline\`. What only the log can be wrong in is told of recordings in which all is well.

They are not calls of a bank: three faces, one synthesiser, no network. The figures rank rules and guard against changes; a bank that goes live measures on its own recordings.

- Planted faults that ended as \`pass\`: **${passed} of ${planted}**.
- Recordings in which all is well: ${clean.length}.
- Asked for are 20 variants of every fault and 100 recordings without one; where the tables have fewer, the run is not over (the command goes on with it).

## Faults
Found: the rule that is there for it fails or warns. Open: it is \`not_evaluated\`, and a person looks.

| fault | rule | variants | found | recall | 95 % | open | passed |
|---|---|---|---|---|---|---|---|
${faults.map((cell) => `| ${cell.fault} | ${cell.rule} | ${cell.variants} | ${cell.found} | ${share(cell.found, cell.variants)} | ${bounds(cell.bounds)} | ${cell.open} | ${cell.passed} |`).join('\n')}

## Rules
Right: the recording has a fault that the rule is there for, or that gives it a reason (a black picture shows no face).

| rule | alarms | right | precision | 95 % | of recordings without a fault | alarms | open |
|---|---|---|---|---|---|---|---|
${rules.map((cell) => `| ${cell.rule} | ${cell.alarms} | ${cell.right} | ${share(cell.right, cell.alarms)} | ${bounds(cell.bounds)} | ${cell.clean} | ${cell.cleanAlarms} | ${cell.cleanOpen} |`).join('\n')}
`);
