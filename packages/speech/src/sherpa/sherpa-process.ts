/**
 * The process that a model of the operator's is run in: native code that falls takes nothing else with it. Its working folder is the model's, so that
 * file names in the configuration are the model's own; `sherpa-onnx-node` is what the operator installed there or above it.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelFile } from './model-file.ts';

interface Recogniser {
  createStream(): { acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void };
  decode(stream: unknown): void;
  getResult(stream: unknown): unknown;
}

const Ask = z.object({ id: z.number(), pcm: z.instanceof(Int16Array), rateHz: z.number() });
const Result = z.object({ tokens: z.array(z.string()).default([]), timestamps: z.array(z.number()).default([]) });
const FULL_SCALE = 32_768;

const folder = process.cwd();
const { recogniser: config } = ModelFile.parse(JSON.parse(await readFile(join(folder, 'guichet-model.json'), 'utf8')));
const sherpa = createRequire(join(folder, 'guichet-model.json'))('sherpa-onnx-node') as {
  OfflineRecognizer: new (config: object) => Recogniser;
};
const recogniser = new sherpa.OfflineRecognizer(config);

process.on('message', (message) => {
  const { id, pcm, rateHz } = Ask.parse(message);
  const stream = recogniser.createStream();
  stream.acceptWaveform({ samples: Float32Array.from(pcm, (sample) => sample / FULL_SCALE), sampleRate: rateHz });
  recogniser.decode(stream);
  process.send?.({ id, ...Result.parse(recogniser.getResult(stream)) });
});
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
