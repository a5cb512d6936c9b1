import { readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Cell, counted, emptyCell, isAcceptedWrong, sumOf } from './accuracy-cells.ts';
import { type DocumentResult, WrongAcceptance } from './read-generated.ts';
import type { ReaderFingerprints } from './reader-fingerprint.ts';

/** Committed, so that runs on different days and machines add up. */
export const TALLY_FILE = fileURLToPath(new URL('../../docs/identity-accuracy.json', import.meta.url));

const Run = z.object({
  /** Documents of a run have its seed and those that follow it; so many were handed out. */
  seed: z.int().min(0),
  seeds: z.int().min(0),
  documents: z.int().min(0),
  /** By which state of the drawings and the camera. */
  generator: z.string(),
});
export type Run = z.infer<typeof Run>;

/** What an earlier state of the reader did with documents of one kind, or of all (null), in few words: it is no longer so. */
const Earlier = z.object({
  reader: z.string(),
  type: z.string().nullable(),
  documents: z.int(),
  accepted: z.int(),
  wrong: z.array(WrongAcceptance),
});

/** What came of all documents that the reader has read as it is. */
export const TallyFile = z.object({
  version: z.literal(2),
  /** For each kind its fingerprint. */
  readers: z.record(z.string(), z.string()),
  /** All of them, those whose documents an earlier state read among them: no document is read again. */
  runs: z.array(Run),
  cells: z.array(Cell),
  /** Whole, to be looked into. */
  wrong: z.array(WrongAcceptance),
  before: z.array(Earlier),
});
export type TallyFile = z.infer<typeof TallyFile>;

/** The same document twice would count twice what was found out once. */
export class SeedKnown extends Error {
  constructor(seed: number) {
    super(`The documents of seed ${seed} are in the tally already: begin a run with another seed`);
    this.name = 'SeedKnown';
  }
}

/** Adds documents up, cell by cell, over runs, as long as what reads their kind is the same. */
export class Tally {
  readonly #readers: ReaderFingerprints;
  readonly #before: TallyFile['before'];
  readonly #runs: readonly Run[];
  readonly #wrong: WrongAcceptance[];
  readonly #cells: Map<string, Cell>;
  readonly #counted = new Set<number>();
  #run: Run | null = null;

  private constructor({ readers, runs, cells, wrong, before }: Omit<TallyFile, 'version'>) {
    this.#readers = readers;
    this.#runs = runs;
    this.#cells = new Map(cells.map((cell) => [`${cell.type} ${cell.level}`, cell]));
    this.#wrong = [...wrong];
    this.#before = before;
  }

  /** Goes on with what is there; a kind that is read by other means begins anew, and what was is only told of. */
  static of(readers: ReaderFingerprints, there: TallyFile | null): Tally {
    if (there === null) return new Tally({ readers, runs: [], cells: [], wrong: [], before: [] });
    const isStill = ({ type }: { readonly type: string }) => readers[type] === there.readers[type];
    return new Tally({
      readers,
      runs: there.runs,
      cells: there.cells.filter(isStill),
      wrong: there.wrong.filter(isStill),
      before: [...there.before, ...Object.keys(there.readers).flatMap((type) => (isStill({ type }) ? [] : earlier(there, type)))],
    });
  }

  /** Whether a document of one of these seeds may be in it. */
  hasSeeds(from: number, seeds: number): boolean {
    return this.#allRuns().some((run) => from < run.seed + run.seeds && run.seed < from + seeds);
  }

  /** @throws SeedKnown where one of the run's documents was counted before */
  begin(seed: number, seeds: number, generator: string): void {
    if (this.hasSeeds(seed, seeds)) throw new SeedKnown(seed);
    this.#run = { seed, seeds: 0, documents: 0, generator };
  }

  /** @throws SeedKnown */
  add(result: DocumentResult, wrong: WrongAcceptance | null): void {
    const run = this.#run;
    const { seed, type, level } = result;
    if (run === null || result.run !== run.seed || seed < run.seed) throw new Error(`document ${seed} belongs to no run that was begun`);
    if (this.#counted.has(seed) || this.#runs.some((each) => seed >= each.seed && seed < each.seed + each.seeds)) throw new SeedKnown(seed);
    if (isAcceptedWrong(result) !== (wrong !== null)) throw new Error(`what was accepted and wrong is kept whole: ${seed}`);
    this.#counted.add(seed);
    this.#run = { ...run, documents: run.documents + 1, seeds: Math.max(run.seeds, seed - run.seed + 1) };
    this.#cells.set(`${type} ${level}`, counted(this.cell(type, level), result));
    if (wrong !== null) this.#wrong.push(wrong);
  }

  cell(type: string, level: string): Cell {
    return this.#cells.get(`${type} ${level}`) ?? emptyCell(type, level);
  }

  get cells(): readonly Cell[] {
    return [...this.#cells.values()];
  }

  get wrong(): readonly WrongAcceptance[] {
    return this.#wrong;
  }

  get before(): TallyFile['before'] {
    return this.#before;
  }

  get file(): TallyFile {
    return { version: 2, readers: this.#readers, runs: this.#allRuns(), cells: [...this.cells], wrong: this.#wrong, before: this.#before };
  }

  #allRuns(): Run[] {
    return this.#run === null || this.#run.documents === 0 ? [...this.#runs] : [...this.#runs, this.#run];
  }
}

function earlier({ readers, cells, wrong }: TallyFile, type: string): TallyFile['before'] {
  const [reader, own] = [readers[type], cells.filter((cell) => cell.type === type)];
  const documents = sumOf(own, (cell) => cell.documents);
  if (reader === undefined || documents === 0) return [];
  return [{ reader, type, documents, accepted: sumOf(own, ({ accepted }) => accepted), wrong: wrong.filter((each) => each.type === type) }];
}

/** A tally on disk that only one run at a time writes to. */
export class TallyOnDisk {
  readonly #path: string;
  #text: string | null;

  private constructor(path: string, text: string | null) {
    this.#path = path;
    this.#text = text;
  }

  static async open(path: string): Promise<TallyOnDisk> {
    return new TallyOnDisk(path, await textOf(path));
  }

  read(): TallyFile | null {
    return this.#text === null ? null : TallyFile.parse(JSON.parse(this.#text));
  }

  /** Whole, or not at all. @throws where another run wrote in the meantime: neither of the two would have all documents */
  async write(tally: TallyFile): Promise<void> {
    if ((await textOf(this.#path)) !== this.#text)
      throw new Error(`${this.#path} was changed meanwhile: let one run end before another one begins`);
    const text = written(tally);
    await writeFile(`${this.#path}.new`, text);
    await rename(`${this.#path}.new`, this.#path);
    this.#text = text;
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A line for each run, cell and mistake, so that a commit shows what a run added. */
export function written({ version, readers, runs, cells, wrong, before }: TallyFile): string {
  const list = (name: string, values: readonly unknown[]) =>
    `  ${JSON.stringify(name)}: [${values.map((value) => `\n    ${JSON.stringify(value)}`).join(',')}${values.length === 0 ? '' : '\n  '}]`;
  const head = [`  "version": ${version}`, `  "readers": ${JSON.stringify(readers)}`];
  const lists = [list('runs', runs), list('cells', cells), list('wrong', wrong), list('before', before)];
  return `{\n${[...head, ...lists].join(',\n')}\n}\n`;
}
