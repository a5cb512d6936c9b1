import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDeclared } from './read-declared.ts';

const EXAMPLES = join(import.meta.dirname, '../../../../packages/identity/examples');
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'guichet-declared-'))));
afterEach(() => rm(folder, { recursive: true }));

describe('documents that a bank declares', () => {
  it('are read from its folder: those that ship as examples can be', async () => {
    expect((await readDeclared(EXAMPLES)).map(({ type }) => type)).toEqual(['employee-pass', 'residence-card']);
  });

  it('end the start where one is none, by the name of its file', async () => {
    await writeFile(join(folder, 'mine.json'), '{ "type": "mine" }');
    await expect(readDeclared(folder)).rejects.toThrow(/mine.json does not declare a document/);
  });

  it('are each declared once', async () => {
    const [one] = await readDeclared(EXAMPLES);
    for (const name of ['a', 'b']) await writeFile(join(folder, `${name}.json`), JSON.stringify(one));
    await expect(readDeclared(folder)).rejects.toThrow(/Two files declare the document employee-pass/);
  });
});
