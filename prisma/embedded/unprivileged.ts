import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { readDatabaseConfig } from '../config.ts';
import { SetupError } from '../setup-error.ts';

/** How server processes are started so that PostgreSQL, which refuses to run as root, accepts. */
export type RunAs = {
  /** For people: `same user`, `user namespace`, or the name of the user. */
  readonly how: string;
  readonly prefix: readonly string[];
  readonly ids: { uid?: number; gid?: number };
  /** Gives a path that the server writes to over to the user it runs as. */
  own(path: string): void;
};

const NOBODY_ID = '65534';
const NAMESPACE_PREFIX = ['unshare', '--user', `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`];
const SERVICE_USERS = ['postgres', 'nobody'];

/**
 * Chooses how to run the server.
 *
 * In a user namespace root looks like nobody and still reaches its own files, and nothing on the machine changes.
 * Where namespaces are forbidden (some containers) the server really becomes `postgres` or `nobody`.
 */
export function chooseRunAs(binaries: string): RunAs {
  if (process.getuid?.() !== 0) return { how: 'same user', prefix: [], ids: {}, own: () => undefined };
  if (!readDatabaseConfig().noUserNamespaces && succeeds(NAMESPACE_PREFIX.concat('true'))) {
    return { how: 'user namespace', prefix: NAMESPACE_PREFIX, ids: {}, own: () => undefined };
  }
  for (const name of SERVICE_USERS) {
    const ids = idsOf(name);
    // The user may exist and yet not reach the checkout, for instance below /root.
    if (!ids || !succeeds([join(binaries, 'postgres'), '--version'], ids)) continue;
    return { how: name, prefix: [], ids, own: (path) => chownSync(path, ids.uid, ids.gid) };
  }
  throw new SetupError(
    {
      en: 'PostgreSQL refuses to run as root, user namespaces are forbidden here, and no unprivileged user can read this checkout.',
      'zh-CN': 'PostgreSQL 不允许以 root 运行，本机禁止用户命名空间，且没有普通用户能读取此目录。',
    },
    { remedy: 'DATABASE_URL=postgresql://user:password@host:5432/guichet npm start' },
  );
}

function succeeds(command: readonly string[], ids: { uid?: number; gid?: number } = {}): boolean {
  const [file, ...args] = command;
  return file !== undefined && spawnSync(file, args, { cwd: '/', stdio: 'ignore', ...ids }).status === 0;
}

function idsOf(name: string): { uid: number; gid: number } | undefined {
  const uid = Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);
  const gid = Number(spawnSync('id', ['-g', name], { encoding: 'utf8' }).stdout);
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}
