import { FLOW_FORMAT_VERSION } from './flow-definition.ts';
import { type Problem, problem } from './problem.ts';

type RawDefinition = Readonly<Record<string, unknown>>;

/** By the format version that it lifts to the next one. Version 1 is the first that was ever saved. */
export type Migrations = Readonly<Record<number, (raw: RawDefinition) => RawDefinition>>;
const migrations: Migrations = {};

/** Lifts a saved definition to the present format, step by step; refuses one from a newer installation. */
export function migrate(
  raw: RawDefinition,
  steps: Migrations = migrations,
  target: number = FLOW_FORMAT_VERSION,
): { readonly ok: true; readonly raw: RawDefinition } | { readonly ok: false; readonly problems: readonly Problem[] } {
  let current = raw;
  for (;;) {
    const version = Object.hasOwn(current, 'formatVersion') ? current['formatVersion'] : undefined;
    if (version === target) return { ok: true, raw: current };
    if (typeof version !== 'number' || !Number.isInteger(version)) {
      return { ok: false, problems: [problem('unknown_format', { detail: String(version) })] };
    }
    if (version > target) return { ok: false, problems: [problem('newer_format', { detail: version })] };
    const step = Object.hasOwn(steps, version) ? steps[version] : undefined;
    if (!step) return { ok: false, problems: [problem('unknown_format', { detail: version })] };
    current = { ...step(current), formatVersion: version + 1 };
  }
}
