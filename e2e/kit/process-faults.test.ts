import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { ageMs, descendantsOf, expectNoOrphans, findDescendants, killHard, listeningPorts, snapshot, survivors } from './process-faults.ts';

const started: ChildProcess[] = [];
const orphans: number[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const pid of orphans.splice(0)) process.kill(pid, 'SIGKILL');
});

// All of it reads /proc.
describe.skipIf(platform() !== 'linux')('processes and their ports', () => {
  test('children, grandchildren and the ports they hold are found', async () => {
    const { pid, ports } = await startFamily(false);
    expect(await findDescendants(pid, 'grandchild-marker')).toHaveLength(1);
    const everyone = [pid, ...(await descendantsOf(pid)).map((each) => each.pid)];
    const found = await listeningPorts(everyone);
    for (const port of ports) expect(found).toContainEqual(expect.objectContaining(port));
  });

  test('the age of a process is told', async () => {
    expect(Math.abs((await ageMs(process.pid)) - process.uptime() * 1_000)).toBeLessThan(500);
  });

  test('after everything was killed nothing is left over', async () => {
    const { pid } = await startFamily(false);
    const before = await snapshot(pid);
    expect(before.processes.length).toBeGreaterThanOrEqual(2);
    for (const each of before.processes) killHard(each.pid);
    await expectNoOrphans(before);
  });

  test('a grandchild that outlives its killed parent is named, and so is its port', async () => {
    const { pid, ports } = await startFamily(true);
    const before = await snapshot(pid);
    orphans.push(...before.processes.slice(1).map((each) => each.pid));
    killHard(pid);
    await expect(expectNoOrphans(before, 300)).rejects.toThrow(
      new RegExp(`Left over: process .*grandchild-marker.*udp port ${ports[1]?.port}`, 's'),
    );
    expect(await survivors(before.processes)).toHaveLength(1);
  });
});

/** A process that listens on TCP, with a child that listens on UDP and, if asked, does not care about its parent. */
async function startFamily(childOutlives: boolean): Promise<{ pid: number; ports: { protocol: string; port: number }[] }> {
  const child = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => console.log(socket.address().port));
    if (!${childOutlives}) process.stdin.on('end', () => process.exit()).resume();
    'grandchild-marker';`;
  const parent = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
      console.log(server.address().port);
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: ['pipe', 'inherit', 'inherit'] });
    });`;
  const process_ = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(process_);
  await once(process_, 'spawn');
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  const tcp = Number((await lines.next()).value);
  const udp = Number((await lines.next()).value);
  if (process_.pid === undefined) throw new Error('The process did not start');
  return {
    pid: process_.pid,
    ports: [
      { protocol: 'tcp', port: tcp },
      { protocol: 'udp', port: udp },
    ],
  };
}
