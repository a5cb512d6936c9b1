import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { opusTrack, rtpPacket, testKeys, writeJournal } from '@guichet/recording/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { runProgram } from '../program.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-cli-'));
const keys = testKeys();
const keyFile = join(folder, 'recording.jwk');
let whole: string;
let torn: string;

const records = Array.from({ length: 200 }, (_, i) => ({
  type: 1 as const,
  trackIndex: 0,
  afterMs: 20,
  bytes: rtpPacket({ ssrc: 7, seq: i, timestamp: i * 960, payload: Buffer.from([8, 1, 2]) }),
}));

beforeAll(async () => {
  writeFileSync(keyFile, JSON.stringify(keys.privateJwk));
  mkdirSync(join(folder, 'journals'));
  whole = (await writeJournal(join(folder, 'journals'), keys, records, { tracks: [opusTrack(7)] })).dir;
  torn = (await writeJournal(join(folder, 'journals'), keys, records, { tracks: [opusTrack(7)], close: false })).dir;
  const last = readdirSync(torn)
    .filter((name) => name.endsWith('.chunk'))
    .sort()
    .at(-1) as string;
  appendFileSync(join(torn, last), Buffer.from([0, 0, 9, 9, 0, 0]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

async function guichet(...args: string[]) {
  const results: string[] = [];
  const notes: string[] = [];
  const output = { result: (text: string) => void results.push(text), note: (text: string) => void notes.push(text) };
  const code = await runProgram(args, { output, language: 'en' });
  return { code, stdout: results.join('\n'), stderr: notes.join('\n') };
}

test('info says that a journal is whole, and what is in it', async () => {
  const { code, stdout, stderr } = await guichet('journal', 'info', whole, '--json', '--key', keyFile);
  const info = JSON.parse(stdout);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(info).toMatchObject({ whole: true, complete: true, tornBytes: 0, chain: { ok: true }, damage: [] });
  expect(info.content.tracks).toMatchObject([{ source: 'microphone', packets: 200, lostPackets: 0, codecs: ['audio/opus'] }]);
  expect((await guichet('journal', 'info', whole, '--key', keyFile)).stdout).toContain('The journal is whole.');
});

test('info without a key still tells what is in clear', async () => {
  vi.stubEnv('GUICHET_DATA', join(folder, 'nothing-here'));
  const { code, stdout } = await guichet('journal', 'info', whole, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ whole: true, chunks: 3, chain: { ok: true, verifiedThrough: 3 }, content: null });
});

test('info of a torn journal answers no and says what is missing', async () => {
  const { code, stdout } = await guichet('journal', 'info', torn, '--json', '--key', keyFile);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ whole: false, complete: false, tornBytes: 6, content: { tracks: [{ packets: 200 }] } });
  expect((await guichet('journal', 'info', torn)).stdout).toContain('6 bytes at its end were being written when the writer stopped');
});

test('mux makes a file with the key of this installation when none is named', async () => {
  const data = join(folder, 'data');
  mkdirSync(join(data, 'keys'), { recursive: true });
  writeFileSync(join(data, 'keys', 'recording.jwk'), JSON.stringify(keys.privateJwk));
  vi.stubEnv('GUICHET_DATA', data);
  const out = join(folder, 'call.mkv');
  const { code, stdout } = await guichet('journal', 'mux', torn, '-o', out, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    output: out,
    format: 'matroska',
    complete: false,
    tornBytes: 6,
    tracks: [{ frames: 200, codec: 'audio/opus' }],
  });
  expect(readFileSync(out).subarray(0, 4)).toEqual(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]));
});

test('compose makes one picture of all parties, of one who is only heard as well', async () => {
  const heard = records.slice(0, 60).map((record, i) => ({
    ...record,
    bytes: rtpPacket({ ssrc: 7, seq: i, timestamp: i * 960, payload: Buffer.from([0xf8, 0xff, 0xfe]) }),
  }));
  const { dir } = await writeJournal(join(folder, 'journals'), keys, heard, { tracks: [opusTrack(7)] });
  const out = join(folder, 'composite.mp4');
  const { code, stdout, stderr } = await guichet('journal', 'compose', dir, '-o', out, '--key', keyFile, '--json', '--layout', 'speaker');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ output: out, layout: 'speaker', parties: 1, complete: true });
  expect(readFileSync(out).subarray(4, 8).toString()).toBe('ftyp');
  const named = ['journal', 'compose', dir, '-o', out, '--key', keyFile];
  expect((await guichet(...named, '--layout', 'mosaic')).code).toBe(2);
  expect((await guichet(...named, '--time-zone', 'Mars/Olympus')).stderr).toContain('Mars/Olympus');
}, 30_000);

test('what can not be done exits 2 and says why', async () => {
  vi.stubEnv('GUICHET_DATA', join(folder, 'nothing-here'));
  const closed = await guichet('journal', 'mux', whole, '-o', join(folder, 'x.mkv'));
  expect(closed).toMatchObject({ code: 2, stdout: '' });
  expect(closed.stderr).toContain('--key');
  expect((await guichet('journal', 'mux', whole, '-o', join(folder, 'x.mkv'), '--key', join(folder, 'no-such-key'))).code).toBe(2);
  expect((await guichet('journal', 'info', join(folder, 'no-such-folder'))).code).toBe(2);
  expect((await guichet('journal', 'info', folder)).code).toBe(2);
  expect((await guichet('journal', 'mux', whole)).code).toBe(2);
});

test('another key than the journal’s opens nothing', async () => {
  writeFileSync(join(folder, 'other.jwk'), JSON.stringify(testKeys().privateJwk));
  expect((await guichet('journal', 'mux', whole, '-o', join(folder, 'x.mkv'), '--key', join(folder, 'other.jwk'))).code).toBe(2);
  const { code, stdout } = await guichet('journal', 'info', whole, '--json', '--key', join(folder, 'other.jwk'));
  expect(code).toBe(1);
  expect(JSON.parse(stdout).damage[0].kind).toBe('epoch_unreadable');
});
