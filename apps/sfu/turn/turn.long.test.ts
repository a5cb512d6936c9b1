import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BareSfu } from '@guichet/e2e/kit/bare-sfu.ts';
import { findChromium, launchChromium, type LaunchedChromium } from '@guichet/e2e/kit/chromium.ts';
import { NetNamespace } from '@guichet/e2e/kit/net-namespace.ts';
import { BrowserPeer } from '@guichet/e2e/kit/browser-peer.ts';
import { runTool, toolExists } from '@guichet/e2e/kit/run-tool.ts';
import { until } from '@guichet/e2e/kit/until.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../native/run-command.ts';
import { ensureWorker } from '../native/ensure-worker.ts';

const tlsPort = 443;
const unavailable = await whyUnavailable();
if (unavailable) console.log(`TURN: skipped, ${unavailable}`);

describe.skipIf(unavailable)('coturn as the command sets it up, with every port but TLS blocked', () => {
  let folder: string;
  let secret: string;
  let namespace: NetNamespace;
  let coturn: ChildProcess;
  let sfu: BareSfu;
  let browser: LaunchedChromium;
  const coturnLog: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-turn-'));
    // mkdtemp gives the folder to root alone; the daemon gives root up and must reach its files.
    await chmod(folder, 0o755);
    namespace = await NetNamespace.create();
    ({ secret } = await setUpTurn(folder, namespace.address));
    coturn = namespace.spawn('turnserver', ['-c', join(folder, 'turn', 'turnserver.conf'), '--pidfile='], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [coturn.stdout, coturn.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => coturnLog.push(line));
    }
    const { binary } = await ensureWorker();
    sfu = await BareSfu.start({
      workerBinary: await namespace.wrapExecutable(binary),
      listenAddress: namespace.address,
    });
    await namespace.allowInboundOnly([tlsPort]);
    browser = await launchChromium({ extraArgs: ['--ignore-certificate-errors'] });
    await until('coturn takes connections', async () => canConnect(namespace.address, tlsPort));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    sfu?.close();
    if (coturn && coturn.exitCode === null) {
      coturn.kill('SIGTERM');
      await once(coturn, 'close');
    }
    await namespace?.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  test('a browser sends and receives media through it', async () => {
    const peer = await BrowserPeer.connect({ browser, sfu, iceServers: [turnServer(validCredential())] });
    expect(await peer.localCandidate()).toMatchObject({ candidateType: 'relay', relayProtocol: 'tls' });
    await expect.poll(async () => peer.packetsSentToServer('video'), { timeout: 15_000 }).toBeGreaterThan(30);
    await expect.poll(async () => peer.packetsSentToServer('audio'), { timeout: 15_000 }).toBeGreaterThan(30);
    await expect.poll(async () => peer.packetsReceived('audio'), { timeout: 15_000 }).toBeGreaterThan(30);
    expect(await namespace.droppedCount(), 'the direct way was tried and blocked').toBeGreaterThan(0);
    await peer.close();
  }, 60_000);

  test('without it the same browser does not reach the node', async () => {
    await expect(BrowserPeer.connect({ browser, sfu, iceServers: [], deadlineMs: 4_000 })).rejects.toThrow(/not connected/);
  }, 60_000);

  test.each([
    ['a credential that ran out', () => credential(-60)],
    ['a credential of another secret', () => credential(600, 'some-other-secret-of-length')],
    ['a name without its password', () => ({ ...credential(600), credential: 'guessed' })],
  ])(
    '%s opens no relay',
    async (_, makeCredential) => {
      const iceServers = [turnServer(makeCredential())];
      await expect(BrowserPeer.connect({ browser, sfu, iceServers, deadlineMs: 4_000 })).rejects.toThrow(/not connected/);
    },
    60_000,
  );

  test.each([
    ['loopback', '127.0.0.1'],
    ['the private network around it', '10.0.0.1'],
    ['a public address', '192.0.2.1'],
    ['the machine on the other end of the cable', () => namespace.hostAddress],
  ])(
    'it does not relay to %s',
    async (_, peer) => {
      const output = await relayTo(typeof peer === 'string' ? peer : peer());
      expect(output).toMatch(/403 \(Forbidden IP\)|Forbidden IP/i);
    },
    30_000,
  );

  test('it relays to the media node', async () => {
    expect(await relayTo(namespace.address)).not.toMatch(/403|Forbidden/i);
  }, 30_000);

  test('the secret is in no log', () => {
    expect(coturnLog.length).toBeGreaterThan(0);
    expect(coturnLog.join('\n')).not.toContain(secret);
  });

  /** coturn's own test client asks for a permission towards a peer. */
  async function relayTo(peer: string): Promise<string> {
    const { username, credential: password } = validCredential();
    const client = ['-S', '-t', '-u', username, '-w', password, '-p', String(tlsPort), '-e', peer, '-n', '1', '-m', '1'];
    const { tail } = await runCommand('turnutils_uclient', ['-v', ...client, namespace.address], { timeoutMs: 3_000 });
    return tail;
  }

  function turnServer(access: { username: string; credential: string }) {
    return { urls: [`turns:${namespace.address}:${tlsPort}?transport=tcp`], ...access };
  }

  function validCredential() {
    return credential(600);
  }

  /** As the counter mints them: `expiry:user`, and its HMAC-SHA-1 under the shared secret. */
  function credential(lifetimeSeconds: number, key = secret): { username: string; credential: string } {
    const username = `${Math.floor(Date.now() / 1000) + lifetimeSeconds}:par_test`;
    return { username, credential: createHmac('sha1', key).update(username).digest('base64') };
  }
});

/** Runs the documented command itself. */
async function setUpTurn(folder: string, address: string): Promise<{ secret: string }> {
  const [cert, key, dir] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'turn')];
  const subject = ['-subj', `/CN=${address}`, '-addext', `subjectAltName=IP:${address}`, '-days', '1', '-nodes'];
  await runTool('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ]);
  const options = ['--realm', address, '--cert', cert, '--key', key, '--node', address, '--listen', address, '--dir', dir];
  const output = await runTool(process.execPath, [join(import.meta.dirname, 'main.ts'), ...options, '--no-service'], 60_000);
  const secret = (await readFile(join(dir, 'secret'), 'utf8')).trim();
  expect(output).toContain(`TURN_URLS=turns:${address}:443?transport=tcp`);
  expect(output, 'the secret is named, not shown').not.toContain(secret);
  return { secret };
}

async function canConnect(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 1_000 });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function whyUnavailable(): Promise<string | undefined> {
  const noNamespace = await NetNamespace.unavailableReason();
  if (noNamespace) return noNamespace;
  if (!findChromium()) return 'no Chromium was found';
  for (const [tool, debianPackage] of [
    ['turnserver', 'coturn'],
    ['turnutils_uclient', 'coturn'],
    ['openssl', 'openssl'],
  ] as const) {
    if (!(await toolExists(tool))) return `"${tool}" is missing (package ${debianPackage})`;
  }
  return undefined;
}
