import { createRequire } from 'node:module';
import type * as OpenCv from '@techstark/opencv-js';

export type Cv = typeof OpenCv;

let ready: Promise<{ readonly cv: Cv }> | undefined;

/**
 * OpenCV, once its WebAssembly is compiled. It comes wrapped: the module has a `then` that resolves to itself, so that awaiting it, or returning it
 * from an async function, never ends and keeps a core busy. Loaders that pass modules through promises do just that, hence `require`.
 */
export function openCv(): Promise<{ readonly cv: Cv }> {
  ready ??= new Promise((resolve) => {
    const module = createRequire(import.meta.url)('@techstark/opencv-js') as Cv & { Mat?: unknown; onRuntimeInitialized?: () => void };
    if (module.Mat !== undefined) resolve({ cv: module });
    else module.onRuntimeInitialized = () => resolve({ cv: module });
  });
  return ready;
}

interface Deletable {
  delete(): void;
}

/** What OpenCV allocates lives outside of the collector's reach: everything that is kept here is freed when the scope is left. */
export class Scope implements Disposable {
  readonly #kept: Deletable[] = [];

  keep<T extends Deletable>(value: T): T {
    this.#kept.push(value);
    return value;
  }

  [Symbol.dispose](): void {
    for (const each of this.#kept.toReversed()) each.delete();
  }
}
