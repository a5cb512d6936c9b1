/** `node bench/identity/accuracy-table.ts > docs/identity-accuracy.md`: the table of all runs of `npm run bench -- identity --only accuracy` on this machine. */
import { readFile } from 'node:fs/promises';
import { RESULTS_FILE } from './accuracy.ts';
import { type Cell, cellsOf, READABLE_LEVELS } from './accuracy-cells.ts';
import { clopperPearson } from './clopper-pearson.ts';
import { DocumentResult } from './read-generated.ts';

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const ofAll = (count: number, documents: number) => (documents === 0 ? '–' : percent(count / documents));

const FIELD_OF: Readonly<Record<string, readonly string[]>> = {
  'cn-id': ['residentNumber', 'name', 'address'],
  'cn-id-back': ['issuer', 'validFrom', 'validUntil'],
  passport: ['mrz', 'surname'],
  td1: ['mrz', 'surname'],
};

function row(cell: Cell): string {
  const { type, level, documents, accepted, needsPerson, refused, acceptedWrong, allRight } = cell;
  const fields = (FIELD_OF[type] ?? []).map((name) => `${name} ${ofAll(cell.right[name] ?? 0, documents)}`).join(', ');
  const advice = Object.entries(cell.advice)
    .toSorted((a, b) => b[1] - a[1])
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
  const { upper } = clopperPearson(acceptedWrong, documents);
  return `| ${type} | ${level} | ${documents} | ${ofAll(accepted, documents)} | ${needsPerson} | ${refused} | ${acceptedWrong} | ${percent(upper)} | ${ofAll(allRight, documents)} | ${fields} | ${advice} |`;
}

const results = (await readFile(RESULTS_FILE, 'utf8'))
  .trimEnd()
  .split('\n')
  .map((line) => DocumentResult.parse(JSON.parse(line)));
const cells = cellsOf(results).toSorted(
  (a, b) =>
    a.type.localeCompare(b.type) ||
    Number(READABLE_LEVELS.includes(b.level)) - Number(READABLE_LEVELS.includes(a.level)) ||
    a.level.localeCompare(b.level),
);
const seeds = [...new Set(results.map(({ run }) => run))];
const wrong = cells.reduce((sum, cell) => sum + cell.acceptedWrong, 0);
const readable = cells.filter(({ level }) => READABLE_LEVELS.includes(level));
const straight = readable.reduce((sum, cell) => sum + cell.accepted, 0);
const readableDocuments = readable.reduce((sum, cell) => sum + cell.documents, 0);

process.stdout.write(`# How well documents are read

Made by \`npm run -s bench -- identity --only accuracy --rounds N\` and \`node bench/identity/accuracy-table.ts > docs/identity-accuracy.md\`.
${results.length} generated documents, seeds of the runs: ${seeds.join(', ')}. Bounds are Clopper and Pearson's for 95 % (one-sided where nothing was found).

Documents are drawn and pictured by \`packages/identity/src/testing\`: invented people, typefaces, camera and wear that the model for OCR-B was not trained on
(\`packages/identity/training\`). The engines for Chinese and for Latin letters are used as they come. Limits of sharpness, light and confidence were set on other seeds of the same
generator. They are drawings, not photographs of real documents: what is printed finer, holograms and worn cards are not among them, and a bank that goes live measures on its own.

- Straight through at the levels that have to be read: ${straight} of ${readableDocuments}.
- Accepted and wrong at all levels: ${wrong} of ${results.length} (at most ${percent(clopperPearson(wrong, results.length).upper)}). A bound of 0.2 % for one kind at one level needs 1,500 documents there: where the column
  says more, it is not shown yet.

| kind | level | documents | accepted | a person | refused | accepted and wrong | at most | all fields right | fields right | advice |
|---|---|---|---|---|---|---|---|---|---|---|
${cells.map(row).join('\n')}

All fields and single fields are counted over all documents of the cell, those that were refused among them. At the levels below \`tilted\` a document is to be refused with what to do about it, or
read without a mistake: \`motion\`, \`glare\`, \`dark\`, \`covered\` (a finger over print) and \`cut-off\`. \`held-1080p\` has a thumb over an edge.
`);
