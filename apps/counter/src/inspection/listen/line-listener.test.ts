import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { newId } from '@guichet/protocol';
import { openSpeechEngine } from '@guichet/speech';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import type { MuxReport } from '../../recordings/mux-report.ts';
import { LineListener } from './line-listener.ts';

/** Six seconds of speech, in the place of a track that begins two seconds into the recording. */
const VOICE = fileURLToPath(new URL('../../../../../packages/recording/src/testing/prompts/en-risk.opus', import.meta.url));
const TRACK = {
  trackId: 'trk',
  participantId: 'agent',
  kind: 'audio',
  source: 'microphone',
  fromMs: 2_000,
  toMs: 8_000,
  file: { name: 'a' },
};
const report = { tracks: [TRACK] } as unknown as MuxReport;
const line = (key: string, en: string, untilMs = 6_000) => ({
  key,
  by: 'agent' as const,
  text: { 'zh-CN': en, en },
  fromMs: 3_000,
  untilMs,
});
const listening = {
  recordingId: newId('rec'),
  report,
  roles: new Map([['agent', 'agent']]),
  language: 'en' as const,
  retryCount: 0,
  signal: new AbortController().signal,
};

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A recogniser that hears one sentence, or is away. */
async function listener(status = 200, sentence = 'this call is recorded in sound and picture') {
  const heardMs: number[] = [];
  server = createServer(async (request, response) => {
    heardMs.push((await buffer(request)).length / 32);
    const words = sentence.split(' ').map((word, at) => ({ word, fromMs: at * 100, untilMs: at * 100 + 90 }));
    response.writeHead(status).end(JSON.stringify({ engine: { name: 'bank-asr', version: '4' }, words }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const tls = { caPath: null, certPath: null, keyPath: null };
  const engine = await openSpeechEngine({ name: 'http', url, authorizationPath: null, tls, deadlineMs: 5_000, languages: ['en'] });
  return { heardMs, listener: new LineListener({ engine, pathOf: () => Promise.resolve(VOICE), log: pino({ level: 'silent' }) as never }) };
}

it('lines are listened for where they were ticked off, each by itself', async () => {
  const { listener: ears, heardMs } = await listener();
  const facts = await ears.listen(
    [line('said', 'This call is recorded in sound and picture.'), line('other', 'Your capital is not guaranteed')],
    listening,
  );
  expect(facts.get('said')).toEqual({ said: 'said', confidence: null, engine: { name: 'bank-asr', version: '4' } });
  expect(facts.get('other')).toMatchObject({ said: 'not_said' });
  // Three seconds of the line, with what fits around it.
  expect(heardMs[0]).toBeGreaterThan(4_000);
  expect(heardMs[0]).toBeLessThan(6_600);
});

it('nothing is said of a line that is only half on a track, or in a language that the engine does not know', async () => {
  const { listener: ears, heardMs } = await listener();
  expect(await ears.listen([line('late', 'Anything', 9_000)], listening)).toEqual(new Map());
  expect(await ears.listen([line('said', 'Anything')], { ...listening, language: 'zh-CN' })).toEqual(new Map());
  expect(heardMs).toEqual([]);
});

it('an engine that is away is asked again by the job, and in the end a person listens', async () => {
  const { listener: ears } = await listener(503);
  await expect(ears.listen([line('said', 'Anything')], listening)).rejects.toMatchObject({ problem: 'refused' });
  expect(await ears.listen([line('said', 'Anything')], { ...listening, retryCount: 2 })).toEqual(new Map());
});

it('an answer that was noted is held against what was heard', async () => {
  const answer = (key: string, meant: 'yes' | 'no') => ({ key, meant, fromMs: 3_000, untilMs: 6_000 });
  const asCustomer = { ...listening, roles: new Map([['agent', 'customer']]) };
  const { listener: ears } = await listener(200, 'no I do not');
  const facts = await ears.hear([answer('noted', 'no'), answer('turned', 'yes')], asCustomer);
  expect([...facts].map(([key, { fits }]) => [key, fits])).toEqual([
    ['noted', 'same'],
    ['turned', 'other'],
  ]);
  // The agent's own voice answers nothing.
  expect(await ears.hear([answer('noted', 'no')], listening)).toEqual(new Map());
});
