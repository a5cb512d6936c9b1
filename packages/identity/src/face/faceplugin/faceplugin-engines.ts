import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FaceEngines, normalised } from '../engine.ts';
import { humanEngines } from '../human/human-engines.ts';
import type { FaceSettings } from '../registry.ts';
import { ALIGNED_PX, alignedFace } from './align.ts';

/** What this needs of ONNX Runtime, whose package an operator brings along with the models. */
interface OnnxRuntime {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths: string } };
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> };
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => object;
}
interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, { readonly data: ArrayLike<number> }>>>;
}

const PACKAGE = 'faceplugin-face-recognition-js';
/** By findings on 80 pairs of one person and 700 of two: none of the latter reached 0.40. */
const THRESHOLDS = { match: 0.4, person: 0.3 } as const;

/**
 * `fr_feature` of faceplugin in the place of `faceres`; everything else stays. It tells people apart far better, but the package only declares MIT and says
 * nothing of where its weights come from: so it does not ship. An operator who has looked into that installs `faceplugin-face-recognition-js` and
 * `onnxruntime-web` into a folder and names it.
 */
export async function facepluginEngines({ modelsDir }: FaceSettings): Promise<FaceEngines> {
  if (modelsDir === null) throw new Error('The folder with its models is not named');
  const require = createRequire(join(modelsDir, 'package.json'));
  const packageDir = join(modelsDir, 'node_modules', PACKAGE);
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const runtimePath = require.resolve('onnxruntime-web');
  const runtime = (await import(pathToFileURL(runtimePath).href)) as OnnxRuntime;
  runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(await readFile(join(packageDir, 'model/fr_feature.onnx')), {
    executionProviders: ['wasm'],
  });
  const [input = 'input'] = session.inputNames;
  const [output = 'output'] = session.outputNames;
  return {
    ...(await humanEngines()),
    embedder: {
      info: { name: 'faceplugin-fr_feature', version, licence: 'MIT as declared; origin of the weights not stated' },
      thresholds: THRESHOLDS,
      embed: async (picture, _face, { five }) => {
        const values = new runtime.Tensor('float32', alignedFace(picture, five), [1, 3, ALIGNED_PX, ALIGNED_PX]);
        return normalised((await session.run({ [input]: values }))[output]?.data ?? []);
      },
    },
  };
}
