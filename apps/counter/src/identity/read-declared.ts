import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericDefinition } from '@guichet/identity/pool';

/** What a bank declares of documents of its own: every `*.json` of the folder. @throws Error that names the file which is none, or a kind that two declare */
export async function readDeclared(folder: string): Promise<readonly GenericDefinition[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
  const declared = await Promise.all(files.map((file) => readOne(join(folder, file))));
  const twice = declared.find(({ type }, index) => declared.slice(0, index).some((before) => before.type === type));
  if (twice !== undefined) throw new Error(`Two files declare the document ${twice.type}`);
  return declared;
}

async function readOne(path: string): Promise<GenericDefinition> {
  try {
    return GenericDefinition.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} does not declare a document`, { cause });
  }
}
