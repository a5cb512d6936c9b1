import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@guichet/recording/testing';
import { z } from 'zod';
import { residentMb } from '../process-cpu.ts';
import { PAYLOAD_TYPES } from './captured-call.ts';
import { killAndWait } from './end-process.ts';
import { freePortPairs } from './free-ports.ts';
import { replay } from './replay.ts';
import { type RecordedCall, type RecordingWay, playedShare } from './way.ts';

const BINARY = '/usr/bin/janus';
const LIBRARIES = ['/usr/lib/x86_64-linux-gnu/janus', '/usr/lib/aarch64-linux-gnu/janus'];
const START_DEADLINE_MS = 10_000;
const REQUEST_DEADLINE_MS = 5_000;

const Created = z.object({
  plugindata: z.object({ data: z.object({ stream: z.object({ ports: z.array(z.object({ mid: z.string(), port: z.number() })) }) }) }),
});
const WithId = z.object({ janus: z.literal('success'), data: z.object({ id: z.number() }) });

/** Why Janus can't be measured here; null when it can. */
export function whyNoJanus(): string | null {
  return existsSync(BINARY) && librariesFolder() ? null : 'the package janus is missing (apt-get install janus)';
}

/**
 * Janus as Debian packs it, with a mountpoint per call that takes the call's four streams, and its own recorder (.mjr files; not encrypted,
 * not hashed). A call's cost is what Janus uses more when it records than when it does not: receiving, which it has to do anyway, is not in it.
 */
export async function recordByJanus(call: RecordedCall, calls: number): Promise<RecordingWay> {
  const folder = mkdtempSync(join(call.folder, 'janus-'));
  const [port = 0] = await freePortPairs(1);
  writeConfig(folder, port);
  const child = spawn(BINARY, ['-F', folder, '-C', join(folder, 'janus.jcfg')], { stdio: 'ignore' });
  const api = new JanusApi(`http://127.0.0.1:${port}/janus`);
  await until('Janus answers', () => api.isThere(), START_DEADLINE_MS);
  await api.attach();
  const sessions = [];
  for (let i = 0; i < calls; i++) sessions.push(await makeMountpoint(api, i + 1));
  const player = replay({ callFile: call.file, loopMs: call.loopMs, sessions });
  player.play(false);
  const pids = [child.pid as number];
  let turn = 0;
  const record = async (action: 'start' | 'stop'): Promise<void> => {
    turn += 1;
    for (let i = 0; i < calls; i++) {
      const media = MIDS.map((mid) => (action === 'stop' ? { mid } : { mid, filename: join(folder, `${turn}-${i}-${mid}`) }));
      await api.ask({ request: 'recording', action, id: i + 1, media });
    }
  };
  return {
    calls,
    measure: async (settleMs, ms) => {
      const plain = await playedShare(player, { pids: () => pids, calls, settleMs, ms });
      await record('start');
      const recording = await playedShare(player, { pids: () => pids, calls, settleMs, ms });
      await record('stop');
      return recording - plain;
    },
    get memoryMb() {
      return residentMb(pids);
    },
    end: async () => {
      await player.stop();
      await killAndWait(child as ChildProcess);
      const recorded = readdirSync(folder).filter((name) => name.endsWith('.mjr') && statSync(join(folder, name)).size > 0);
      rmSync(folder, { recursive: true, force: true });
      if (recorded.length === 0) throw new Error('Janus has recorded nothing: its figure would be wrong');
      return null;
    },
  };
}

const MIDS = PAYLOAD_TYPES.map((_, stream) => `m${stream}`);

async function makeMountpoint(api: JanusApi, id: number) {
  const media = PAYLOAD_TYPES.map((pt, stream) => ({
    type: pt === 96 ? 'video' : 'audio',
    mid: MIDS[stream],
    codec: pt === 96 ? 'vp8' : 'opus',
    pt,
    port: 0,
    iface: '127.0.0.1',
  }));
  const created = Created.parse(await api.ask({ request: 'create', type: 'rtp', id, media }));
  const { ports } = created.plugindata.data.stream;
  const rtpPorts = MIDS.map((mid) => ports.find((port) => port.mid === mid)?.port ?? 0);
  const ssrcs = MIDS.map((_, stream) => id * 10 + stream);
  // Mountpoints take no sender reports; what is sent to a closed port is dropped.
  return { ssrcs, rtpPorts, rtcpPorts: [] };
}

function writeConfig(folder: string, port: number): void {
  const libraries = librariesFolder() ?? '';
  for (const [kind, name] of [
    ['plugins', 'libjanus_streaming.so'],
    ['transports', 'libjanus_http.so'],
  ] as const) {
    mkdirSync(join(folder, kind));
    const target = [name, `${name}.1.1.2`].map((file) => join(libraries, kind, file)).find((path) => existsSync(path));
    if (!target) throw new Error(`Janus lacks ${name}`);
    symlinkSync(target, join(folder, kind, name));
  }
  writeFileSync(
    join(folder, 'janus.jcfg'),
    `general: {
  configs_folder = "${folder}"
  plugins_folder = "${join(folder, 'plugins')}"
  transports_folder = "${join(folder, 'transports')}"
  debug_level = 1
  session_timeout = 0
}
`,
  );
  writeFileSync(
    join(folder, 'janus.transport.http.jcfg'),
    `general: { json = "plain", base_path = "/janus", http = true, port = ${port}, ip = "127.0.0.1", https = false }
admin: { admin_http = false, admin_https = false }
`,
  );
  writeFileSync(join(folder, 'janus.plugin.streaming.jcfg'), 'general: { }\n');
}

function librariesFolder(): string | undefined {
  return LIBRARIES.find((folder) => existsSync(folder));
}

/** Janus's HTTP interface, as far as it is needed. */
class JanusApi {
  #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async isThere(): Promise<boolean> {
    return (await fetch(`${this.#url}/info`).catch(() => null))?.ok ?? false;
  }

  async attach(): Promise<void> {
    const session = WithId.parse(await this.#post({ janus: 'create' }));
    this.#url += `/${session.data.id}`;
    const handle = WithId.parse(await this.#post({ janus: 'attach', plugin: 'janus.plugin.streaming' }));
    this.#url += `/${handle.data.id}`;
  }

  async ask(body: Readonly<Record<string, unknown>>): Promise<unknown> {
    const reply = await this.#post({ janus: 'message', body });
    const error = z.object({ plugindata: z.object({ data: z.object({ error: z.string() }) }) }).safeParse(reply);
    if (error.success) throw new Error(`Janus: ${error.data.plugindata.data.error}`);
    return reply;
  }

  async #post(message: Readonly<Record<string, unknown>>): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: 'POST',
      body: JSON.stringify({ ...message, transaction: crypto.randomUUID() }),
      signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    });
    return response.json();
  }
}
