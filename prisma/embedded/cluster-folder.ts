import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import type { RunAs } from './unprivileged.ts';

export const SUPERUSER = 'postgres';

/** What `postmaster.pid` says of a server that runs, or ran, on this folder. */
export type PidFile = { readonly pid: number; readonly port: number };

/** The folder of one database cluster, with the superuser's password and the log beside it. */
export class ClusterFolder {
  readonly dir: string;
  readonly logFile: string;
  readonly passwordFile: string;

  constructor(dir: string) {
    this.dir = dir;
    this.logFile = `${dir}.log`;
    this.passwordFile = `${dir}.password`;
  }

  get exists(): boolean {
    return existsSync(join(this.dir, 'PG_VERSION'));
  }

  get password(): string {
    return readFileSync(this.passwordFile, 'utf8').trim();
  }

  readPidFile(): PidFile | undefined {
    const file = join(this.dir, 'postmaster.pid');
    if (!existsSync(file)) return undefined;
    const [pid, , , port] = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(pid), port: Number(port) };
  }

  url(port: number, database: string): string {
    return `postgresql://${SUPERUSER}:${this.password}@127.0.0.1:${port}/${database}`;
  }

  /** Runs `initdb` once. A cluster that is not durable skips every flush: it is thrown away anyway. */
  async create(binaries: string, runAs: RunAs, durable: boolean): Promise<void> {
    if (this.exists) return;
    mkdirSync(dirname(this.dir), { recursive: true });
    // Beside its final place until it is whole: a folder left half-made by Ctrl-C is never taken for a cluster.
    const staging = `${this.dir}.partial`;
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging, { mode: 0o700 });
    if (!existsSync(this.passwordFile)) {
      writeFileSync(this.passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    }
    runAs.own(staging);
    runAs.own(this.passwordFile);
    // The builtin provider sorts by code point, the same on every machine, and knows upper and lower case of all scripts.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = [`--username=${SUPERUSER}`, '--auth=scram-sha-256', `--pwfile=${this.passwordFile}`];
    const flushing = durable ? [] : ['--no-sync'];
    await runToEnd([...runAs.prefix, join(binaries, 'initdb'), '-D', staging, ...locale, ...access, ...flushing], runAs);
    renameSync(staging, this.dir);
  }
}

async function runToEnd(command: readonly string[], runAs: RunAs): Promise<void> {
  const [file, ...args] = command;
  if (file === undefined) return;
  const child = spawn(file, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], ...runAs.ids });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  throw new SetupError({
    en: `The embedded database could not be created (initdb ended with ${code}): ${complaint.trim()}`,
    'zh-CN': `无法创建内置数据库（initdb 退出码 ${code}）：${complaint.trim()}`,
  });
}
