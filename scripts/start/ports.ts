import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { freePort } from '@guichet/database/embedded';
import { SetupError } from '@guichet/database/setup-error';

/** One media worker a core, each on a UDP and a TCP port of its own. */
export const MEDIA_PORT_COUNT = availableParallelism();
/** Below what systems give to outgoing connections (Linux: 32768 to 60999), where a port that was free a moment ago may not be any more. */
const FREE_RANGE_START = 20_000;
const FREE_RANGE_END = 32_000;

/** Whether a TCP port can be listened on. */
export function isTcpPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export function isUdpPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

export async function areMediaPortsFree(base: number): Promise<boolean> {
  const ports = Array.from({ length: MEDIA_PORT_COUNT }, (_, index) => base + index);
  const free = await Promise.all(ports.flatMap((port) => [isTcpPortFree(port, '0.0.0.0'), isUdpPortFree(port, '0.0.0.0')]));
  return free.every(Boolean);
}

/** The first of a row of free media ports, at a random place so that two installations started together seldom meet. */
export async function freeMediaPorts(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const base = FREE_RANGE_START + Math.floor(Math.random() * (FREE_RANGE_END - FREE_RANGE_START - MEDIA_PORT_COUNT));
    if (await areMediaPortsFree(base)) return base;
  }
  throw new SetupError({ en: 'No free ports for media were found.', 'zh-CN': '没有找到可用的媒体端口。' });
}

/** @throws SetupError that names the setting to change */
export async function requireTcpPort(port: number, host: string, what: { en: string; 'zh-CN': string }, remedy: string): Promise<void> {
  if (await isTcpPortFree(port, host)) return;
  const texts = {
    en: `Port ${port} (${what.en}) is taken by another program.`,
    'zh-CN': `端口 ${port}（${what['zh-CN']}）已被其他程序占用。`,
  };
  throw new SetupError(texts, { remedy });
}

export type Ports = {
  readonly counter: number;
  readonly signalling: number;
  readonly media: number;
  /** The demo bank's systems; another one where this is taken. */
  readonly bank: number;
};

export const MEDIA_PORT = 44_400;

/** Replaces every 0 by a free port, and makes sure that those that were asked for can be had. */
export async function resolvePorts(wanted: Partial<Ports> & Pick<Ports, 'counter' | 'signalling' | 'bank'>, host: string): Promise<Ports> {
  const counter = wanted.counter || (await freePort());
  const signalling = wanted.signalling || (await freePort());
  // Only the counter speaks to it, and is told where it is.
  const bank = wanted.bank && (await isTcpPortFree(wanted.bank)) ? wanted.bank : await freePort();
  const media = wanted.media === 0 ? await freeMediaPorts() : (wanted.media ?? MEDIA_PORT);
  const remedy = `PORT=${counter + 100} npm start`;
  if (wanted.counter) await requireTcpPort(counter, host, { en: 'web pages', 'zh-CN': '网页' }, remedy);
  if (wanted.signalling) await requireTcpPort(signalling, host, { en: 'signalling', 'zh-CN': '信令' }, remedy);
  if (wanted.media === 0 || (await areMediaPortsFree(media))) return { counter, signalling, media, bank };
  return { counter, signalling, media: await freeMediaPorts(), bank };
}
