import { spawn } from 'node:child_process';
import { SAMPLE_RATE_HZ } from '../speech/spoken-line.ts';

/** Makes mono samples at `SAMPLE_RATE_HZ` of sound given as ffmpeg's input arguments and what is on its standard input. */
export type ToSamples = (input: readonly string[], sound: Buffer) => Promise<Int16Array>;

const DECODE_WITHIN_MS = 15_000;
/** Ten minutes: no line is longer. */
const MAX_BYTES = SAMPLE_RATE_HZ * 2 * 600;

export function audioDecoder(ffmpegPath: string): ToSamples {
  return (input, sound) =>
    new Promise((resolve, reject) => {
      const output = ['-f', 's16le', '-ar', String(SAMPLE_RATE_HZ), '-ac', '1', 'pipe:1'];
      // The sound comes by a pipe and no other protocol is let in: a file could name another one.
      const child = spawn(ffmpegPath, ['-v', 'error', '-protocol_whitelist', 'pipe', ...input, ...output], {
        stdio: ['pipe', 'pipe', 'ignore'],
        timeout: DECODE_WITHIN_MS,
        killSignal: 'SIGKILL',
      });
      const chunks: Buffer[] = [];
      let size = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MAX_BYTES) chunks.push(chunk);
        else child.kill('SIGKILL');
      });
      child.on('error', reject);
      child.on('close', (code) => {
        if (code !== 0) return reject(new Error('The sound could not be decoded'));
        const bytes = Buffer.concat(chunks);
        resolve(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1))));
      });
      child.stdin.on('error', () => undefined);
      child.stdin.end(sound);
    });
}
