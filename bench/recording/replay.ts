import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CapturedPacket } from './captured-call.ts';
import type { ReplayPlan } from './rtp-replayer.ts';

const REPLAYER = fileURLToPath(new URL('./rtp-replayer.ts', import.meta.url));

export function writeCall(path: string, packets: readonly CapturedPacket[]): void {
  writeFileSync(path, JSON.stringify(packets.map(({ atMs, frameMs, stream, bytes }) => [atMs, frameMs, stream, bytes.toString('base64')])));
}

/** Starts to play; `stop` resolves with the number of packets sent. */
export function replay(plan: ReplayPlan): { stop(): Promise<number> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', REPLAYER], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
  child.stdin.write(`${JSON.stringify(plan)}\n`);
  return {
    stop: async () => {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
      return (JSON.parse(output) as { sent: number }).sent;
    },
  };
}
