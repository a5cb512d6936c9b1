import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId, type ParticipantId, type RecordingId, type SessionId, type TrackId } from '@guichet/protocol';
import { ffmpegPath } from '@guichet/recording/material';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RATE_HZ, SENTENCES, Voices } from '../../testing/synthesised/voices.ts';
import { PromptFinder } from './prompt-finder.ts';

const run = promisify(execFile);
const AGENT = join(import.meta.dirname, '../../../../virtual-agent/src/main.ts');
const GREETING_AT_MS = 2_000;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'guichet-prompts-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it('finds a line that the virtual agent said in its recorded voice, and none that it did not say', async () => {
  const greeting = await new Voices(folder).say('greeting', 1);
  const sound = new Int16Array(greeting.length + 5 * RATE_HZ);
  sound.set(greeting, (GREETING_AT_MS / 1_000) * RATE_HZ);
  await writeFile(join(folder, 'voice.pcm'), new Uint8Array(sound.buffer));
  const input = ['-f', 's16le', '-ar', String(RATE_HZ), '-ac', '1', '-i', join(folder, 'voice.pcm')];
  await run(ffmpegPath, ['-loglevel', 'error', '-y', ...input, '-c:a', 'libopus', '-b:a', '32k', join(folder, 'voice.webm')]);

  const untilMs = GREETING_AT_MS + (greeting.length / RATE_HZ) * 1_000;
  const participantId = newId('par') as ParticipantId;
  const track = {
    trackId: newId('trk') as TrackId,
    participantId,
    kind: 'audio' as const,
    source: 'microphone' as const,
    fromMs: 0,
    toMs: 20_000,
  };
  const finder = new PromptFinder({
    command: [process.execPath, AGENT],
    pathOf: async (_recordingId, name) => join(folder, name),
    logger: pino({ level: 'silent' }),
  });
  const line = (key: 'greeting' | 'goodbye') => ({ key, text: { 'zh-CN': SENTENCES[key], en: key }, voice: null, untilMs });
  const found = await finder.find(
    [line('greeting'), line('goodbye')],
    {
      recordingId: newId('rec') as RecordingId,
      sessionId: newId('ses') as SessionId,
      report: {
        ...{ format: 'guichet.mux-report/1', originMs: 0, durationMs: 20_000, gaps: [], damage: {} },
        tracks: [{ ...track, file: { name: 'voice.webm', mediaType: 'audio/webm' } }],
      },
      roles: new Map([[participantId as string, 'virtual_agent']]),
      retryCount: 0,
      signal: new AbortController().signal,
    },
    'zh-CN',
  );
  const said = found.get('greeting') ?? expect.unreachable();
  expect(said.heard).toBe(1);
  expect(said.score).toBeGreaterThan(0.8);
  expect(Math.abs(said.atMs - GREETING_AT_MS)).toBeLessThan(100);
  expect(found.get('goodbye')?.heard).toBe(0);
}, 60_000);
