import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { lanAddresses } from '../lan/addresses.ts';
import { areMediaPortsFree, isTcpPortFree, MEDIA_PORT, MEDIA_PORT_COUNT } from '../start/ports.ts';
import { runningInstance } from '../start/index.ts';
import { ok, plain, verdict, type Check, type Finding } from './check.ts';

const DAY_MS = 86_400_000;
const TURN_TIMEOUT_MS = 5_000;

export const portsCheck: Check = {
  id: 'ports',
  title: { en: 'Ports', 'zh-CN': '端口' },
  why: { en: 'Pages, signalling and media each need one of their own.', 'zh-CN': '网页、信令和媒体各需要独立端口。' },
  async run({ port, dataDir }) {
    const all = `${port}, ${port + 1} TCP; ${MEDIA_PORT}–${MEDIA_PORT + MEDIA_PORT_COUNT - 1} UDP+TCP`;
    const running = await runningInstance(dataDir);
    if (running)
      return ok({ en: `${all} (held by Guichet, process ${running.pid})`, 'zh-CN': `${all}（Guichet 使用中，进程 ${running.pid}）` });
    const pages = [port, port + 1];
    const taken = (await Promise.all(pages.map(async (each) => ((await isTcpPortFree(each)) ? [] : [each])))).flat();
    if (taken.length > 0) {
      const found = { en: `${taken.join(', ')} taken by another program`, 'zh-CN': `${taken.join('、')} 已被其他程序占用` };
      return { verdict: verdict.missing, found, remedy: `PORT=${port + 100} npm start` };
    }
    if (await areMediaPortsFree(MEDIA_PORT)) return ok({ en: `${all} free`, 'zh-CN': `${all} 可用` });
    return {
      verdict: verdict.warning,
      found: {
        en: `media ports from ${MEDIA_PORT} are taken; others will be used`,
        'zh-CN': `媒体端口 ${MEDIA_PORT} 起已被占用，将改用其他端口`,
      },
      remedy: `sudo ss -lptun | grep ${MEDIA_PORT}`,
    };
  },
};

export const tlsCheck: Check = {
  id: 'tls',
  title: { en: 'TLS for other devices', 'zh-CN': '其他设备的 TLS' },
  why: {
    en: 'Phones give a camera to HTTPS pages only; this machine itself needs none.',
    'zh-CN': '手机只在 HTTPS 页面上允许使用摄像头；本机自身不需要。',
  },
  run({ dataDir }) {
    const [address] = lanAddresses();
    const remedy = 'npm start -- --lan';
    if (address === undefined) {
      const found = { en: 'no address in a local network', 'zh-CN': '没有局域网地址' };
      return Promise.resolve({ verdict: verdict.warning, found, remedy: 'ip address' });
    }
    const file = join(dataDir, 'tls', 'server.pem');
    if (!existsSync(file)) {
      return Promise.resolve(ok({ en: `made on first use of --lan, for ${address}`, 'zh-CN': `首次使用 --lan 时生成，地址 ${address}` }));
    }
    const certificate = new X509Certificate(readFileSync(file));
    const daysLeft = Math.floor((Date.parse(certificate.validTo) - Date.now()) / DAY_MS);
    const current = daysLeft > 0 && certificate.checkIP(address) !== undefined;
    if (current)
      return Promise.resolve(ok({ en: `for ${address}, ${daysLeft} days left`, 'zh-CN': `地址 ${address}，剩余 ${daysLeft} 天` }));
    const found = { en: `does not fit ${address} any more; renewed at the next start`, 'zh-CN': `已不适用于 ${address}，下次启动时更新` };
    return Promise.resolve({ verdict: verdict.warning, found, remedy });
  },
};

export const turnCheck: Check = {
  id: 'turn',
  title: plain('TURN'),
  why: {
    en: 'Customers whose network lets nothing but port 443 out reach media through it only.',
    'zh-CN': '只放行 443 端口的网络中的客户，须经由它传输媒体。',
  },
  async run({ turnUrls }) {
    if (turnUrls.length === 0) {
      const found = { en: 'none set; not needed on this machine or a flat network', 'zh-CN': '未配置；本机或同一局域网内不需要' };
      return { verdict: verdict.warning, found, remedy: 'sudo apt-get install -y coturn' };
    }
    const answers = await Promise.all(turnUrls.map(async (url) => ({ url, reached: await reachTurn(url) })));
    const silent = answers.filter(({ reached }) => !reached).map(({ url }) => url);
    if (silent.length === 0) return ok(turnUrls.join(', '));
    return unreachable(silent);
  },
};

function unreachable(urls: readonly string[]): Finding {
  const list = urls.join(', ');
  const found = { en: `no answer from ${list}`, 'zh-CN': `无应答：${list}` };
  return { verdict: verdict.missing, found, remedy: 'sudo systemctl status coturn' };
}

/** Whether a server listens behind a `turn:`, `turns:`, `stun:` or `stuns:` URL (RFC 7064, RFC 7065). */
async function reachTurn(url: string): Promise<boolean> {
  const [, scheme = '', host = '', port, transport] = /^(\w+):([^:?]+)(?::(\d+))?(?:\?transport=(\w+))?$/.exec(url) ?? [];
  const secure = scheme.endsWith('s');
  const target = { host, port: Number(port ?? (secure ? 5349 : 3478)) };
  if (secure)
    return connects(connectTls({ ...target, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: false }), 'secureConnect');
  return transport === 'tcp' ? connects(connectTcp(target), 'connect') : answersBinding(target);
}

function connects(socket: Socket, event: 'connect' | 'secureConnect'): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (reached: boolean) => {
      resolve(reached);
      socket.destroy();
    };
    socket.setTimeout(TURN_TIMEOUT_MS, () => settle(false));
    socket.on('error', () => settle(false)).on(event, () => settle(true));
  });
}

/** Sends a STUN Binding request (RFC 8489 §5: type 0x0001, no attributes, magic cookie) and waits for any answer. */
function answersBinding({ host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const settle = (answered: boolean) => {
      clearTimeout(timer);
      resolve(answered);
      socket.close();
    };
    const timer = setTimeout(() => settle(false), TURN_TIMEOUT_MS);
    const request = Buffer.alloc(20);
    request.writeUInt16BE(0x0001, 0);
    request.writeUInt32BE(0x2112a442, 4);
    crypto.getRandomValues(request.subarray(8));
    socket.once('message', () => settle(true)).once('error', () => settle(false));
    socket.send(request, port, host, (error) => error && settle(false));
  });
}
