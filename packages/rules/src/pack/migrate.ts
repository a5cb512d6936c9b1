import { PACK_FORMAT_VERSION } from './rule-pack.ts';

type RawPack = Readonly<Record<string, unknown>>;

/** By the format version that it lifts to the next one. Version 1 is the first that was ever saved. */
export type PackMigrations = Readonly<Record<number, (raw: RawPack) => RawPack>>;
const migrations: PackMigrations = {};

/** Lifts a saved pack to the present format, step by step; null for one of an unknown or a newer format. */
export function migratePack(raw: RawPack, steps: PackMigrations = migrations, target: number = PACK_FORMAT_VERSION): RawPack | null {
  let current = raw;
  for (;;) {
    const version = Object.hasOwn(current, 'formatVersion') ? current['formatVersion'] : undefined;
    if (version === target) return current;
    if (typeof version !== 'number' || !Number.isInteger(version) || version > target) return null;
    const step = Object.hasOwn(steps, version) ? steps[version] : undefined;
    if (step === undefined) return null;
    current = { ...step(current), formatVersion: version + 1 };
  }
}
