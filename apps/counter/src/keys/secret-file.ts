import { chmod, link, mkdir, readFile, rename, unlink, writeFile, open } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';

/** Owner only. */
const SECRET_MODE = 0o600;
const SECRET_DIR_MODE = 0o700;

/**
 * The content of a file that only its owner can read; made, whole and on the disk, where there is none. Two processes that start at the
 * same time end up with the same content. A file that others could read has its mode put right.
 */
export async function loadOrCreateSecretFile(path: string, create: () => Promise<string>): Promise<string> {
  const found = await readSecretFile(path);
  if (found !== null) return found;
  await mkdir(dirname(path), { recursive: true, mode: SECRET_DIR_MODE });
  const draft = await writeDraft(path, await create());
  try {
    // `link` refuses to replace what another process has made in the meantime; `rename` would not.
    await link(draft, path);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  const made = await readSecretFile(path);
  if (made === null) throw new Error('A secret file vanished while it was made');
  return made;
}

/** Replaces the file in one step: a reader sees the old content or the new, never half of it. */
export async function replaceSecretFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: SECRET_DIR_MODE });
  await rename(await writeDraft(path, content), path);
}

async function readSecretFile(path: string): Promise<string | null> {
  try {
    const content = await readFile(path, 'utf8');
    await chmod(path, SECRET_MODE);
    return content;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

async function writeDraft(path: string, content: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: SECRET_MODE, flag: 'wx' });
  const handle = await open(draft, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return draft;
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
