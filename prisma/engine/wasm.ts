import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const MODULE = '@prisma/schema-engine-wasm/schema_engine_bg';

/** What the engine's panic hook wrote last. Without the hook a panic ends the process and the CLI reports success. */
export const lastPanic = {
  message: '',
  set_message(message: string): void {
    lastPanic.message = message;
  },
};

/** Loads Prisma's schema engine, compiled to WebAssembly by Prisma itself, out of the npm package. */
export async function loadEngine() {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: lastPanic });
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const folder = dirname(createRequire(import.meta.url).resolve(MODULE));
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') start();
  return glue;
}

export type SchemaEngine = Awaited<ReturnType<Awaited<ReturnType<typeof loadEngine>>['SchemaEngine']['new']>>;
