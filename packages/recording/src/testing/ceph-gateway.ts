import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../store/s3-settings.ts';

const run = promisify(execFile);
const ACCESS = { accessKeyId: 'guichet-test', secretAccessKey: 'guichet-test-secret' };
const READY_WITHIN_MS = 120_000;
const STEP_WITHIN_MS = 60_000;

const PACKAGES = 'ceph-mon ceph-osd radosgw ceph-common';

/** Whether this machine has Ceph; where it has not, says what is not shown for want of it. */
export async function hasCeph(): Promise<boolean> {
  const tools = ['ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'monmaptool', 'ceph-authtool', 'ceph'];
  const found = await Promise.all(
    tools.map((tool) =>
      run('sh', ['-c', `command -v ${tool}`]).then(
        () => true,
        () => false,
      ),
    ),
  );
  const isThere = found.every(Boolean);
  if (!isThere) console.warn(`Without Ceph nothing is shown of S3: apt-get install --no-install-recommends ${PACKAGES}`);
  return isThere;
}

/** A whole Ceph cluster of one machine, in memory, with its S3 gateway: the real server, for tests. */
export class CephGateway {
  readonly endpoint: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #daemons: ChildProcess[] = [];
  #gateway: ChildProcess | null = null;

  static async start(): Promise<CephGateway> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-ceph-'));
    const [monitor, port] = [await freePort(), await freePort()];
    const ceph = new CephGateway(folder, port);
    try {
      await ceph.#launch(monitor);
      return ceph;
    } catch (error) {
      await ceph.close();
      throw error;
    }
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** A new bucket with object lock, in which nothing is kept by default. */
  async bucket(): Promise<S3Settings> {
    const bucket = `archive-${randomUUID()}`;
    const client = new S3Client({ region: 'default', endpoint: this.endpoint, forcePathStyle: true, credentials: ACCESS });
    await client.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    client.destroy();
    return { endpoint: this.endpoint, region: 'default', bucket, prefix: '', lockMode: 'COMPLIANCE', ...ACCESS };
  }

  /** The store is away. */
  async stopGateway(): Promise<void> {
    await end(this.#gateway);
    this.#gateway = null;
  }

  async startGateway(): Promise<void> {
    const keyring = join(this.#folder, 'keyring');
    this.#gateway = this.#spawn('radosgw', '-n', 'client.admin', `--keyring=${keyring}`, '-f');
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      const answers = await fetch(this.endpoint, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answers) return;
      if (performance.now() > deadline || this.#gateway.exitCode !== null) throw new Error('The S3 gateway did not come up');
      await delay(200);
    }
  }

  async close(): Promise<void> {
    await this.stopGateway();
    for (const daemon of this.#daemons.toReversed()) await end(daemon);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #launch(monitor: number): Promise<void> {
    const folder = this.#folder;
    const [cluster, device] = [randomUUID(), randomUUID()];
    await Promise.all(['mon', 'osd', 'rgw'].map((name) => mkdir(join(folder, name))));
    await writeFile(join(folder, 'ceph.conf'), configuration({ folder, cluster, monitor, gateway: this.#port }));
    const keyring = join(folder, 'keyring');
    const [map, all] = [join(folder, 'monmap'), ['--cap', 'mon', 'allow *']];
    await run('ceph-authtool', ['--create-keyring', keyring, '--gen-key', '-n', 'mon.', ...all]);
    await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.admin', ...all, '--cap', 'osd', 'allow *', '--cap', 'mgr', 'allow *']);
    await run('monmaptool', ['--create', '--fsid', cluster, '--addv', 'a', `[v2:127.0.0.1:${monitor}]`, map]);
    await this.#run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring);
    this.#daemons.push(this.#spawn('ceph-mon', '-i', 'a', '-f'));
    await this.#run('ceph', '--connect-timeout', '60', 'osd', 'new', device);
    const caps = ['mon', 'allow profile osd', 'osd', 'allow *', 'mgr', 'allow profile osd'];
    const { stdout } = await this.#run('ceph', 'auth', 'get-or-create', 'osd.0', ...caps);
    await writeFile(keyring, stdout, { flag: 'a' });
    await this.#run('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', device);
    this.#daemons.push(this.#spawn('ceph-osd', '-i', '0', '-f'));
    const keys = [`--access-key=${ACCESS.accessKeyId}`, `--secret=${ACCESS.secretAccessKey}`];
    await this.#run('radosgw-admin', 'user', 'create', '--uid=guichet', '--display-name=guichet', ...keys);
    await this.startGateway();
  }

  #run(tool: string, ...args: readonly string[]) {
    return run(tool, ['-c', join(this.#folder, 'ceph.conf'), ...args], { timeout: STEP_WITHIN_MS });
  }

  #spawn(tool: string, ...args: readonly string[]): ChildProcess {
    return spawn(tool, ['-c', join(this.#folder, 'ceph.conf'), ...args], { stdio: 'ignore' });
  }
}

async function end(daemon: ChildProcess | null): Promise<void> {
  if (daemon === null || daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

interface Places {
  readonly folder: string;
  readonly cluster: string;
  readonly monitor: number;
  readonly gateway: number;
}

const configuration = ({ folder, cluster, monitor, gateway }: Places): string => `[global]
fsid = ${cluster}
mon_initial_members = a
mon_host = v2:127.0.0.1:${monitor}
public_addr = 127.0.0.1
keyring = ${folder}/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
mon_max_pg_per_osd = 2000
mon_data = ${folder}/mon
mon_data_avail_crit = 1
osd_data = ${folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 1073741824
rgw_data = ${folder}/rgw
rgw_frontends = beast endpoint=127.0.0.1:${gateway}
run_dir = ${folder}
admin_socket = ${folder}/$name.$pid.asok
log_file = ${folder}/$name.log
pid_file = ${folder}/$name.pid
ms_bind_ipv6 = false
ms_bind_msgr1 = false
`;
