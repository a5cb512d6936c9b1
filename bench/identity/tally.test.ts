import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accuracyPage } from './accuracy-page.ts';
import type { DocumentResult, WrongAcceptance } from './read-generated.ts';
import { SeedKnown, Tally, TallyFile, TallyOnDisk, written } from './tally.ts';

const READERS = { 'cn-id': 'aaaaaaaaaaaaaaaa', passport: 'bbbbbbbbbbbbbbbb' };
const MENDED = { ...READERS, 'cn-id': 'cccccccccccccccc' };

const read = (run: number, seed: number, over: Partial<DocumentResult> = {}): DocumentResult => ({
  run,
  seed,
  type: 'cn-id',
  level: 'mild-720p',
  outcome: 'accepted',
  advice: [],
  fields: { name: 'right', residentNumber: 'right' },
  ms: 500,
  ...over,
});

const WRONG: WrongAcceptance = {
  run: 100,
  seed: 103,
  type: 'cn-id',
  level: 'mild-720p',
  readAs: 'cn-id',
  fields: [{ name: 'name', printed: '佘余昌', read: '余余昌', confidence: 0.99, engine: 'pp-ocr/ch' }],
  checks: [{ name: 'resident_number', result: 'pass', detail: null }],
};

function withRun(there: TallyFile | null, run: number, results: readonly DocumentResult[], readers = READERS): Tally {
  const tally = Tally.of(readers, there);
  tally.begin(run, 1_000, 'generator');
  for (const result of results) tally.add(result, null);
  return tally;
}

describe('a tally', () => {
  test('adds two runs of one reader up, cell by cell', () => {
    const refused: Partial<DocumentResult> = {
      outcome: 'refused',
      advice: ['too_dark'],
      fields: { name: 'none', residentNumber: 'none' },
      level: 'dark',
    };
    const first = withRun(null, 100, [read(100, 100), read(100, 101, refused)]).file;
    const { file } = withRun(first, 5_000, [
      read(5_000, 5_001, { outcome: 'needs_person', fields: { name: 'wrong', residentNumber: 'right' } }),
      read(5_000, 5_000),
      read(5_000, 5_002, refused),
    ]);
    expect(file.cells).toEqual([
      {
        type: 'cn-id',
        level: 'mild-720p',
        documents: 3,
        accepted: 2,
        needsPerson: 1,
        refused: 0,
        acceptedWrong: 0,
        allRight: 2,
        right: { name: 2, residentNumber: 3 },
        advice: {},
      },
      {
        type: 'cn-id',
        level: 'dark',
        documents: 2,
        accepted: 0,
        needsPerson: 0,
        refused: 2,
        acceptedWrong: 0,
        allRight: 0,
        right: {},
        advice: { too_dark: 2 },
      },
    ]);
    expect(file.runs).toEqual([
      { seed: 100, seeds: 2, documents: 2, generator: 'generator' },
      { seed: 5_000, seeds: 3, documents: 3, generator: 'generator' },
    ]);
  });

  test('refuses a run of which a document may be in it', () => {
    const { file } = withRun(null, 100, [read(100, 100), read(100, 140)]);
    const tally = Tally.of(READERS, file);
    for (const seed of [100, 120, 140, 0]) expect(() => tally.begin(seed, 1_000, 'generator')).toThrow(SeedKnown);
    expect(() => tally.begin(0, 100, 'generator')).not.toThrow();
    expect(() => tally.begin(141, 1_000, 'generator')).not.toThrow();
  });

  test('refuses a document twice, of this run and of another', () => {
    const { file } = withRun(null, 100, [read(100, 100), read(100, 140)]);
    const tally = Tally.of(READERS, file);
    tally.begin(50, 50, 'generator');
    tally.add(read(50, 50), null);
    expect(() => tally.add(read(50, 50), null)).toThrow(SeedKnown);
    expect(() => tally.add(read(50, 140), null)).toThrow(SeedKnown);
    expect(() => tally.add(read(100, 141), null)).toThrow('belongs to no run');
    expect(tally.cell('cn-id', 'mild-720p').documents).toBe(3);
  });

  test('begins anew with a kind that is read by other means, tells of what was before, and goes on with the others', () => {
    const first = Tally.of(READERS, null);
    first.begin(100, 1_000, 'generator');
    first.add(read(100, 100), null);
    first.add(read(100, 103, { fields: { name: 'wrong', residentNumber: 'right' } }), WRONG);
    first.add(read(100, 104, { type: 'passport' }), null);
    const { file } = withRun(first.file, 2_000, [read(2_000, 2_000)], MENDED);
    expect(file.readers).toEqual(MENDED);
    expect(file.cells.map(({ type, documents, acceptedWrong }) => [type, documents, acceptedWrong])).toEqual([
      ['passport', 1, 0],
      ['cn-id', 1, 0],
    ]);
    expect(file.wrong).toEqual([]);
    expect(file.before).toEqual([{ reader: READERS['cn-id'], type: 'cn-id', documents: 2, accepted: 2, wrong: [WRONG] }]);
  });

  test('reads no document again that an earlier state of the reader had read', () => {
    const { file } = withRun(null, 100, [read(100, 100), read(100, 140)]);
    expect(() => Tally.of(MENDED, file).begin(100, 1_000, 'generator')).toThrow(SeedKnown);
  });

  test('keeps what was accepted and wrong whole, and takes nothing wrong without it', () => {
    const tally = Tally.of(READERS, null);
    tally.begin(100, 1_000, 'generator');
    const misread = read(100, 103, { fields: { name: 'wrong', residentNumber: 'right' } });
    expect(() => tally.add(misread, null)).toThrow('kept whole');
    expect(() => tally.add(read(100, 104), WRONG)).toThrow('kept whole');
    tally.add(misread, WRONG);
    expect(tally.file.wrong).toEqual([WRONG]);
    expect(tally.cell('cn-id', 'mild-720p')).toMatchObject({ documents: 1, acceptedWrong: 1, allRight: 0 });
  });

  test('is written so that it is read as it was, a line for each cell', () => {
    const { file } = withRun(null, 100, [read(100, 100), read(100, 101, { level: 'dark' })]);
    const text = written(file);
    expect(TallyFile.parse(JSON.parse(text))).toEqual(file);
    expect(text.split('\n').filter((line) => line.includes('"level"'))).toHaveLength(2);
  });

  test('on a page names each mistake, says which reader it is of and what is not shown yet', () => {
    const tally = Tally.of(READERS, null);
    tally.begin(100, 10_000, 'generator');
    tally.add(read(100, 103, { fields: { name: 'wrong', residentNumber: 'right' } }), WRONG);
    for (let seed = 200; seed < 1_700; seed += 1) tally.add(read(100, seed, { level: 'dark', outcome: 'refused', fields: {} }), null);
    const page = accuracyPage({ tally: tally.file, readers: MENDED, ledTo: '## What runs led to\n' });
    expect(page).toContain('name `佘余昌` read as `余余昌`');
    expect(page).toContain(`cn-id \`${READERS['cn-id']}\` (it has \`${MENDED['cn-id']}\` now`);
    expect(page).toContain(`passport \`${READERS.passport}\`.`);
    expect(page).toContain('shown for 1 of 2 kinds and levels');
    expect(page).toContain('| cn-id | dark | 1500 | 0.0 % | 0 | 1500 | 0 | 0.20 % |');
    expect(page).toContain('| cn-id | mild-720p | 1 | 100.0 % | 0 | 0 | 1 | 100.00 % |');
  });
});

describe('a tally on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-tally-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is there again for the next run', async () => {
    const path = join(folder, 'tally.json');
    const disk = await TallyOnDisk.open(path);
    expect(disk.read()).toBeNull();
    await disk.write(withRun(null, 100, [read(100, 100)]).file);
    const { file } = withRun((await TallyOnDisk.open(path)).read(), 2_000, [read(2_000, 2_000)]);
    await disk.write(file);
    expect((await TallyOnDisk.open(path)).read()?.cells[0]?.documents).toBe(2);
  });

  test('is not written over what another run added meanwhile', async () => {
    const path = join(folder, 'tally.json');
    const [one, other] = [await TallyOnDisk.open(path), await TallyOnDisk.open(path)];
    await one.write(withRun(null, 100, [read(100, 100)]).file);
    await expect(other.write(withRun(null, 2_000, [read(2_000, 2_000)]).file)).rejects.toThrow('was changed meanwhile');
    expect(await readFile(path, 'utf8')).toContain('"seed":100');
  });

  test('that is none is refused rather than begun anew', async () => {
    const path = join(folder, 'tally.json');
    await writeFile(path, '{"version":2}');
    const disk = await TallyOnDisk.open(path);
    expect(() => disk.read()).toThrow();
  });
});
