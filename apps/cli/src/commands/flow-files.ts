import { readFile, stat } from 'node:fs/promises';
import { AppError } from '@guichet/protocol';
import { type CompileResult, type SubFlows, compileFlow, nodeRegistry, subFlowRef } from '@guichet/workflow';

/** Larger than any definition that passes the limits. */
const MAX_FILE_BYTES = 8_000_000;

/**
 * Parsed JSON of a file, or `undefined` where it is none.
 *
 * @throws the operating system's error when it can't be read, `payload_too_large` when it is larger than any flow.
 */
export async function readJson(path: string): Promise<unknown> {
  if ((await stat(path)).size > MAX_FILE_BYTES) throw new AppError('payload_too_large');
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads the sub-flows given as `key@version=file`. @throws `bad_request` for anything else. */
export async function readSubFlows(given: readonly string[]): Promise<SubFlows> {
  const subFlows = new Map<string, unknown>();
  for (const each of given) {
    const match = /^([a-z][a-z0-9-]*)@([1-9][0-9]{0,5})=(.+)$/.exec(each);
    const [, key, version, path] = match ?? [];
    if (key === undefined || version === undefined || path === undefined) throw new AppError('bad_request');
    subFlows.set(subFlowRef(key, Number(version)), await readJson(path));
  }
  return subFlows;
}

export async function compileFile(path: string, subFlows: readonly string[]): Promise<CompileResult> {
  return compileFlow(await readJson(path), { registry: nodeRegistry, subFlows: await readSubFlows(subFlows) });
}

/** Gathers an option that may be given more than once. */
export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
