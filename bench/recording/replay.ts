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

export interface Player {
  /** Lets packets flow, or holds them back. */
  play(playing: boolean): void;
  /** Resolves with the number of packets sent. */
  stop(): Promise<number>;
}

/** Starts to play. */
export function replay(plan: ReplayPlan): Player {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', REPLAYER], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString('utf8')));
  child.stdin.write(`${JSON.stringify(plan)}\n`);
  return {
    play: (playing) => void child.stdin.write(playing ? 'play\n' : 'pause\n'),
    stop: async () => {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
      return (JSON.parse(output) as { sent: number }).sent;
    },
  };
}
