import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../native/run-command.ts';
import { coturnConfig } from './coturn-config.ts';
import type { TurnOptions } from './turn-options.ts';

export interface TurnFiles {
  readonly configPath: string;
  readonly secretPath: string;
}

const secretBytes = 32;
const ownerOnly = 0o600;
const ownerAndGroup = 0o640;

/**
 * Writes configuration, secret and copies of certificate and key into the folder. Existing secrets are kept, so that
 * credentials already given out stay good. The daemon's group may read what it needs; the secret file itself is
 * root's alone, for whoever configures the counter.
 */
export async function writeTurnFiles(options: TurnOptions): Promise<TurnFiles> {
  await mkdir(options.dir, { recursive: true, mode: 0o750 });
  const at = (name: string): string => join(options.dir, name);
  const secretPath = at('secret');
  const secret = await readOrMakeSecret(secretPath);
  const certificatePath = at('certificate.pem');
  const privateKeyPath = at('private-key.pem');
  await copyFile(options.certificateFile, certificatePath);
  await replaceFile(privateKeyPath, await readFile(options.privateKeyFile), ownerAndGroup);

  const configPath = at('turnserver.conf');
  const config = coturnConfig({ ...options, certificatePath, privateKeyPath, secret });
  await replaceFile(configPath, Buffer.from(config), ownerAndGroup);
  await giveToDaemon([options.dir, certificatePath, privateKeyPath, configPath]);
  return { configPath, secretPath };
}

async function readOrMakeSecret(path: string): Promise<string> {
  try {
    // "wx": two runs at once agree on the secret of the first.
    const file = await open(path, 'wx', ownerOnly);
    try {
      await file.writeFile(`${randomBytes(secretBytes).toString('base64url')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret.length < 16) throw new Error(`${path} holds no secret of at least 16 characters`);
  return secret;
}

/** Readers see the old file or the new one, and never a moment of laxer permissions. */
async function replaceFile(path: string, content: Buffer, mode: number): Promise<void> {
  const draft = `${path}.draft`;
  const file = await open(draft, 'w', mode);
  try {
    await chmod(draft, mode);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function giveToDaemon(paths: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const changed = await runCommand('chgrp', ['turnserver', ...paths], { timeoutMs: 10_000 });
  if (changed.exitCode !== 0) throw new Error(`The group turnserver cannot be given the files:\n${changed.tail}`);
}
