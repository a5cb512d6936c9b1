import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config, FaceResult, Human } from '@vladmandic/human';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);
// The package maps `exports` to its build for tensorflow-node alone; the one for WebAssembly stands beside it.
const DIST = dirname(require.resolve('@vladmandic/human'));
const WASM = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'));

export const HUMAN_VERSION = (require(join(DIST, '../package.json')) as { version: string }).version;

/** What this package uses of the library. */
export interface LoadedHuman {
  /** `embed`: the description too, which takes twice as long as all the rest. */
  readonly detect: (input: Tensor, embed: boolean) => Promise<readonly FaceResult[]>;
  /** Where faces are, and nothing else of them. */
  readonly find: (input: Tensor) => Promise<readonly FaceResult[]>;
  /** `values`: red, green, blue of each pixel, row by row. */
  readonly tensorOf: (values: Uint8Array, heightPx: number, widthPx: number) => Tensor;
  readonly dispose: (tensor: Tensor) => void;
}

const CONFIG: Partial<Config> = {
  backend: 'wasm',
  wasmPath: `${WASM}/`,
  wasmPlatformFetch: false,
  modelBasePath: pathToFileURL(`${join(DIST, '../models')}/`).href,
  debug: false,
  async: false,
  // Every picture stands for itself: nothing of the one before may be taken for it.
  cacheSensitivity: 0,
  skipAllowed: false,
  filter: { enabled: false } as Config['filter'],
  face: {
    enabled: true,
    detector: { enabled: true, rotation: true, maxDetected: 6, minConfidence: 0.3, return: false },
    mesh: { enabled: true },
    iris: { enabled: false },
    description: { enabled: true },
    antispoof: { enabled: true },
    liveness: { enabled: true },
    attention: { enabled: false },
    emotion: { enabled: false },
  } as Config['face'],
  body: { enabled: false } as Config['body'],
  hand: { enabled: false } as Config['hand'],
  object: { enabled: false } as Config['object'],
  gesture: { enabled: false } as Config['gesture'],
  segmentation: { enabled: false } as Config['segmentation'],
};

let loaded: Promise<LoadedHuman> | null = null;

/** Loads the library and its models, all from their packages on this disk; once in a process, in about a second. */
export function loadHuman(): Promise<LoadedHuman> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<LoadedHuman> {
  const tf = require('@tensorflow/tfjs-core') as typeof tfjs;
  const { default: HumanClass } = require(join(DIST, 'human.node-wasm.js')) as { default: new (config: Partial<Config>) => Human };
  const human = new HumanClass(CONFIG);
  await readingFiles(() => human.load());
  await readingFiles(() => human.warmup({ warmup: 'none' }));
  const { face } = human.config;
  const whole = { ...face };
  return {
    find: async (input) => {
      // The models stay loaded; they are passed by.
      for (const part of ['mesh', 'description', 'antispoof', 'liveness'] as const)
        Object.assign(face, { [part]: { ...whole[part], enabled: false } });
      try {
        return (await human.detect(input as Parameters<Human['detect']>[0])).face;
      } finally {
        Object.assign(face, whole);
      }
    },
    detect: async (input, embed) => {
      // Given along with a request it would be loaded anew.
      human.config.face.description = { ...human.config.face.description, enabled: embed };
      return (await human.detect(input as Parameters<Human['detect']>[0])).face;
    },
    tensorOf: (values, heightPx, widthPx) => tf.tensor(new Float32Array(values), [1, heightPx, widthPx, 3], 'float32'),
    dispose: (tensor) => tensor.dispose(),
  };
}

/** The library knows models by address alone and fetches them: for as long as it loads, files are all that there is to fetch. */
async function readingFiles<Result>(work: () => Promise<Result>): Promise<Result> {
  const before = globalThis.fetch;
  globalThis.fetch = async (input) => {
    const address = input instanceof Request ? input.url : String(input);
    const path = address.startsWith('file:') ? fileURLToPath(address) : address;
    if (!path.startsWith(join(DIST, '..')) && !path.startsWith(WASM)) throw new TypeError('Nothing else can be fetched');
    const type = path.endsWith('.json') ? 'application/json' : path.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream';
    return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': type } });
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = before;
  }
}
