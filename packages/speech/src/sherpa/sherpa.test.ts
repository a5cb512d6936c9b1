import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSherpa } from './sherpa.ts';
import { wordsOfTokens } from './words-of-tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const MODEL = {
  formatVersion: 1,
  name: 'test',
  version: '1',
  licence: 'none',
  languages: ['zh-CN'],
  recogniser: { modelConfig: { tokens: 't' } },
};

/** No model ships that could be run here: what stands in for the operator's module answers by how loud it is, and falls when it is told to. */
const MODULE = `
exports.OfflineRecognizer = class {
  constructor(config) { if (config.modelConfig.tokens !== 't') throw new Error('no model'); }
  createStream() { return { acceptWaveform(wave) { this.wave = wave; } }; }
  decode(stream) { if (stream.wave.samples[0] < 0) process.abort(); }
  getResult({ wave }) { return { tokens: ['风', '险', String(wave.samples.length), String(wave.sampleRate)], timestamps: [0.1, 0.3, 0.5, 0.7] }; }
};`;

function modelFolder(name: string, { module = true, file = MODEL as object } = {}): string {
  const modelDir = join(folder, name);
  mkdirSync(join(modelDir, 'node_modules/sherpa-onnx-node'), { recursive: true });
  if (module) writeFileSync(join(modelDir, 'node_modules/sherpa-onnx-node/index.js'), MODULE);
  writeFileSync(join(modelDir, 'guichet-model.json'), JSON.stringify(file));
  return modelDir;
}

it('a model of the operator’s is run in a process of its own, and started anew when it fell', async () => {
  const engine = await openSherpa({ modelDir: modelFolder('whole') });
  expect(engine).toMatchObject({ info: { name: 'sherpa-onnx/test', version: '1' }, wordsIn: ['zh-CN'] });
  const [first, fallen, after] = await Promise.allSettled([
    engine.words({ pcm: new Int16Array(1_600), language: 'zh-CN' }, never),
    engine.words({ pcm: Int16Array.of(-5), language: 'zh-CN' }, never),
    engine.words({ pcm: new Int16Array(3), language: 'zh-CN' }, never),
  ]);
  expect(first).toMatchObject({
    status: 'fulfilled',
    value: { words: [{ word: '风', fromMs: 100, untilMs: 300 }, { word: '险' }, { word: '160016000' }] },
  });
  expect(fallen).toMatchObject({ status: 'rejected', reason: { problem: 'crashed' } });
  expect(after.status).toBe('fulfilled');
  engine.close();
});

it.each([
  ['the module', { module: false }, 'cannot be loaded'],
  ['its model', { file: { ...MODEL, recogniser: { modelConfig: { tokens: 'other' } } } }, 'cannot be loaded'],
  ['a word of what it is', { file: { ...MODEL, languages: [] } }, 'guichet-model.json'],
])('without %s there is no engine, and it says so', async (what, part, why) => {
  await expect(openSherpa({ modelDir: modelFolder(what, part) })).rejects.toMatchObject({
    problem: 'not_available',
    message: expect.stringContaining(why),
  });
});

it('subwords are put together to words, Chinese stays by its characters', () => {
  expect(wordsOfTokens(['▁guar', 'antee', '▁it', '</s>'], [0, 0.2, 0.5]).map(({ word }) => word)).toEqual(['guarantee', 'it']);
  expect(wordsOfTokens(['保', '证', 'A', 'B'], [0, 0.2, 0.4, 0.6])).toMatchObject([
    { word: '保' },
    { word: '证', untilMs: 400 },
    { word: 'AB' },
  ]);
});
