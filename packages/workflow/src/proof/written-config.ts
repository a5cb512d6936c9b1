import type { CompiledNode } from '../engine/compiled-flow.ts';
import type { JsonObject } from '../nodes/node-type.ts';

/** A node's configuration as far as it is written out, before any expression is evaluated. */
export function writtenConfig({ config }: CompiledNode): JsonObject {
  return config.kind === 'fixed' ? config.value : config.fixed;
}
