import { type Cell, READABLE_LEVELS, sumOf } from './accuracy-cells.ts';
import { atMostShare } from './clopper-pearson.ts';
import { isShown, MOST_ACCEPTED_WRONG } from './next-cell.ts';
import type { ReaderFingerprints } from './reader-fingerprint.ts';
import type { TallyFile } from './tally.ts';

const percent = (share: number, digits = 1) => `${(share * 100).toFixed(digits)} %`;
const ofAll = (count: number, documents: number) => (documents === 0 ? '–' : percent(count / documents));
/** A bound is rounded up: what is claimed has to hold. */
const bound = (share: number) => percent(Math.ceil(share * 10_000) / 10_000, 2);
const whole = (count: number) => count.toLocaleString('en');

const FIELD_OF: Readonly<Record<string, readonly string[]>> = {
  'cn-id': ['residentNumber', 'name', 'address'],
  'cn-id-back': ['issuer', 'validFrom', 'validUntil'],
  passport: ['mrz', 'surname'],
  td1: ['mrz', 'surname'],
};

interface Accuracy {
  readonly tally: TallyFile;
  /** Of the present reader. */
  readonly readers: ReaderFingerprints;
  /** What runs so far led to, in words. */
  readonly ledTo: string;
}

/** The page that the tally makes. */
export function accuracyPage({ tally, readers, ledTo }: Accuracy): string {
  const cells = tally.cells.toSorted(
    (a, b) =>
      a.type.localeCompare(b.type) ||
      Number(READABLE_LEVELS.includes(b.level)) - Number(READABLE_LEVELS.includes(a.level)) ||
      a.level.localeCompare(b.level),
  );
  const documents = sumOf(cells, (cell) => cell.documents);
  const wrong = sumOf(cells, (cell) => cell.acceptedWrong);
  const accepted = sumOf(cells, (cell) => cell.accepted);
  const readable = cells.filter(({ level }) => READABLE_LEVELS.includes(level));
  const shown = cells.filter(isShown);
  return `# How well documents are read

Made by \`node bench/identity/accuracy-table.ts\` of [the tally](identity-accuracy.json) that \`npm run -s bench -- identity --only accuracy\` adds to.
${whole(documents)} generated documents. Each has a person, a seed, a desk and a light of its own and is pictured once. What reads a kind has a fingerprint, and only
documents that it read are counted: ${readersOf(tally, readers)}.
Seeds of the runs, with all that each read, also of kinds that were begun anew since: ${seedsOf(tally)}. Bounds are Clopper and Pearson's, one-sided, for 95 %.

Documents are drawn and pictured by \`packages/identity/src/testing\`: invented people, typefaces, camera and wear that the model for OCR-B was not trained on
(\`packages/identity/training\`). The engines for Chinese and for Latin letters are used as they come. Limits of sharpness, light and confidence were set on other seeds of the same
generator. They are drawings, not photographs of real documents: what is printed finer, holograms and worn cards are not among them, and a bank that goes live measures on its own.

- Straight through at the levels that have to be read: ${whole(sumOf(readable, (cell) => cell.accepted))} of ${whole(sumOf(readable, (cell) => cell.documents))}.
- Accepted and wrong at all levels: ${wrong} of ${whole(documents)} documents (at most ${bound(atMostShare(wrong, documents))}), of which ${whole(accepted)} were accepted.
- That at most ${percent(MOST_ACCEPTED_WRONG)} of the documents of a kind at a level are accepted and wrong is shown for ${shown.length} of ${cells.length} kinds and levels: it takes 1,500 documents without such a mistake, 2,400 with
  one. Where the column says more, it is not shown yet.

| kind | level | documents | accepted | a person | refused | accepted and wrong | at most | all fields right | fields right | advice |
|---|---|---|---|---|---|---|---|---|---|---|
${cells.map(row).join('\n')}

All fields and single fields are counted over all documents of the cell, those that were refused among them. At the levels below \`tilted\` a document is to be refused with what to do about it, or
read without a mistake: \`motion\`, \`glare\`, \`dark\`, \`covered\` (a finger over print) and \`cut-off\`. \`held-1080p\` has a thumb over an edge.
${mistakes(tally)}${earlier(tally)}
${ledTo}`;
}

const readersOf = (tally: TallyFile, readers: ReaderFingerprints): string =>
  Object.entries(tally.readers)
    .map(
      ([type, reader]) =>
        `${type} \`${reader}\`${readers[type] === reader ? '' : ` (it has \`${readers[type] ?? 'none'}\` now, and was not measured yet)`}`,
    )
    .join(', ');

const seedsOf = ({ runs }: TallyFile): string => runs.map(({ seed, documents }) => `${seed} (${whole(documents)})`).join(', ') || 'none';

function row(cell: Cell): string {
  const { type, level, documents, accepted, needsPerson, refused, acceptedWrong, allRight } = cell;
  const fields = (FIELD_OF[type] ?? []).map((name) => `${name} ${ofAll(cell.right[name] ?? 0, documents)}`).join(', ');
  const advice = Object.entries(cell.advice)
    .toSorted((a, b) => b[1] - a[1])
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
  const atMost = bound(atMostShare(acceptedWrong, documents));
  return `| ${type} | ${level} | ${documents} | ${ofAll(accepted, documents)} | ${needsPerson} | ${refused} | ${acceptedWrong} | ${atMost} | ${ofAll(allRight, documents)} | ${fields} | ${advice} |`;
}

function mistakes({ wrong }: TallyFile): string {
  if (wrong.length === 0) return '';
  const told = wrong.map(({ seed, type, level, fields }) => {
    const misread = fields.filter(({ printed, read }) => printed !== null && printed !== read);
    return `- seed ${seed}, \`${type}\` at \`${level}\`: ${misread.map(({ name, printed, read }) => `${name} \`${printed}\` read as \`${read}\``).join(', ')}`;
  });
  return `\n## Accepted and wrong\n${told.join('\n').replaceAll('\n<', ' <')}\n`;
}

function earlier({ before }: TallyFile): string {
  if (before.length === 0) return '';
  const told = before.map(
    ({ reader, type, documents, accepted, wrong }) =>
      `- \`${reader}\`${type === null ? '' : `, ${type}`}: ${whole(documents)} documents, ${whole(accepted)} accepted, ${wrong.length} of them wrong${wrong.length === 0 ? '' : ` (seeds ${wrong.map(({ seed }) => seed).join(', ')})`}`,
  );
  return `\n## Earlier states of the reader\nTheir documents are not among the figures above.\n\n${told.join('\n')}\n`;
}
