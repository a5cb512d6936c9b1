import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process that can be told from a later one with the same number: `startTicks` is when it started (proc(5)). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTicks: number;
  readonly command: string;
}

export interface ListeningPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly pid: number;
  /** Tells a socket from a later one on the same port; a process that inherited it holds the same one. */
  readonly inode: string;
}

/** Ends a process as a power cut would: it can neither notice nor clean up. */
export function killHard(pid: number): void {
  process.kill(pid, 'SIGKILL');
}

/** Linux only, as everything below: it reads /proc. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const fields = await readStat(pid);
  return fields && { pid, startTicks: fields.startTicks, command: fields.command };
}

/** How long a process has lived, in milliseconds. Linux counts in hundredths of a second (USER_HZ, proc(5)). */
export async function ageMs(pid: number): Promise<number> {
  const [stat, uptime] = await Promise.all([readStat(pid), readFile('/proc/uptime', 'utf8')]);
  if (!stat) throw new Error(`There is no process ${pid}`);
  return Number(uptime.split(' ')[0]) * 1_000 - stat.startTicks * 10;
}

/** The processes below `pid`, children first, itself not included. */
export async function descendantsOf(pid: number): Promise<ProcessIdentity[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = await Promise.all(pids.map(async (each) => ({ pid: each, stat: await readStat(each) })));
  const found: ProcessIdentity[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const generation = stats.flatMap(({ pid: each, stat }) =>
      stat && parents.has(stat.parentPid) ? [{ pid: each, startTicks: stat.startTicks, command: stat.command }] : [],
    );
    found.push(...generation);
    parents = new Set(generation.map((child) => child.pid));
  }
  return found;
}

/** Descendants of `pid` whose command line contains `part`: "the media worker of this server". */
export async function findDescendants(pid: number, part: string): Promise<ProcessIdentity[]> {
  return (await descendantsOf(pid)).filter(({ command }) => command.includes(part));
}

/** Ports that these processes hold open for others: TCP in state LISTEN, UDP bound without a remote end. */
export async function listeningPorts(pids: readonly number[]): Promise<ListeningPort[]> {
  const tables = await Promise.all((['tcp', 'tcp6', 'udp', 'udp6'] as const).map(async (table) => readSocketTable(table)));
  const byInode = new Map(tables.flat().map((socket) => [socket.inode, socket]));
  const ports: ListeningPort[] = [];
  for (const pid of pids) {
    for (const inode of await socketInodes(pid)) {
      const socket = byInode.get(inode);
      if (socket) ports.push({ ...socket, pid });
    }
  }
  return ports;
}

/** What a test takes before a fault, to know afterwards what must be gone. */
export interface ProcessSnapshot {
  readonly processes: readonly ProcessIdentity[];
  readonly ports: readonly ListeningPort[];
}

/** `pid` and everything below it, with the ports they hold. */
export async function snapshot(pid: number): Promise<ProcessSnapshot> {
  const root = await identify(pid);
  const processes = [...(root ? [root] : []), ...(await descendantsOf(pid))];
  return { processes, ports: await listeningPorts(processes.map((each) => each.pid)) };
}

/** Those of the processes that still live; a zombie, which holds nothing any more, does not count. */
export async function survivors(processes: readonly ProcessIdentity[]): Promise<ProcessIdentity[]> {
  const checked = await Promise.all(
    processes.map(async (each) => {
      const stat = await readStat(each.pid);
      return stat && stat.startTicks === each.startTicks && stat.state !== 'Z' ? [each] : [];
    }),
  );
  return checked.flat();
}

/**
 * Waits until none of the processes lives and none of the ports is held by anybody.
 *
 * @throws naming what is left at the deadline.
 */
export async function expectNoOrphans(before: ProcessSnapshot, deadlineMs = 5_000): Promise<void> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const alive = await survivors(before.processes);
    const held = await stillOpen(before.ports);
    if (alive.length === 0 && held.length === 0) return;
    if (performance.now() > until) {
      const processes = alive.map(({ pid, command }) => `process ${pid} (${command})`);
      const ports = held.map(({ protocol, port }) => `${protocol} port ${port}`);
      throw new Error(`Left over: ${[...processes, ...ports].join(', ')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stillOpen(ports: readonly ListeningPort[]): Promise<ListeningPort[]> {
  if (ports.length === 0) return [];
  const tables = await Promise.all((['tcp', 'tcp6', 'udp', 'udp6'] as const).map(async (table) => readSocketTable(table)));
  const open = new Set(tables.flat().map(({ protocol, port }) => `${protocol}/${port}`));
  return ports.filter(({ protocol, port }) => open.has(`${protocol}/${port}`));
}

interface Stat {
  readonly state: string;
  readonly parentPid: number;
  readonly startTicks: number;
  readonly command: string;
}

async function readStat(pid: number): Promise<Stat | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/cmdline`, 'utf8')]);
    // The second field is the program's name in brackets, which may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      state: fields[0] ?? '?',
      parentPid: Number(fields[1]),
      startTicks: Number(fields[19]),
      command: commandLine.replaceAll('\0', ' ').trim(),
    };
  } catch {
    return undefined;
  }
}

/** Every socket that a process holds, by its inode. */
export async function socketInodes(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => [] as string[]);
  const links = await Promise.all(names.map(async (name) => readlink(`${folder}/${name}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

const tcpListen = '0A';
const udpUnconnected = '07';

async function readSocketTable(
  table: 'tcp' | 'tcp6' | 'udp' | 'udp6',
): Promise<{ protocol: 'tcp' | 'udp'; port: number; inode: string }[]> {
  const protocol = table.startsWith('tcp') ? 'tcp' : 'udp';
  const wanted = protocol === 'tcp' ? tcpListen : udpUnconnected;
  const lines = (await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')).split('\n').slice(1);
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const port = fields[1]?.split(':')[1];
    const inode = fields[9];
    if (!port || !inode || fields[3] !== wanted) return [];
    return [{ protocol, port: Number.parseInt(port, 16), inode }];
  });
}
