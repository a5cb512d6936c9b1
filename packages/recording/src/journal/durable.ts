import { closeSync, fdatasyncSync, fsyncSync, ftruncateSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file whole or not at all, and returns when it is on the disk. */
export function replaceDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  const fd = openSync(draft, 'w', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
  syncDirectory(dirname(path));
}

/** Makes the names in a directory survive a power cut. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Appends whole or not at all: what the disk took of a write it then refused is cut off again. */
export function appendDurably(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'a');
  const sizeBefore = fstatSync(fd).size;
  try {
    const written = writeSync(fd, bytes);
    if (written < bytes.length) throw Object.assign(new Error('The file system took only part'), { code: 'ENOSPC' });
    fdatasyncSync(fd);
  } catch (error) {
    ftruncateSync(fd, sizeBefore);
    throw error;
  } finally {
    closeSync(fd);
  }
}
