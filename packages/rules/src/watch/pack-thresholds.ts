import { z } from 'zod';
import { WATCH_DEFAULTS, WatchThresholds } from './thresholds.ts';

type Shape = typeof WatchThresholds.shape;
type Own = { [Name in keyof Shape]: z.ZodOptional<ReturnType<Shape[Name]['removeDefault']>> };

/** Thresholds that a rule sets otherwise than they are by default: for live checks and for the inspection alike. */
export const OwnThresholds = z.strictObject(
  Object.fromEntries(
    Object.entries(WatchThresholds.shape).map(([name, each]) => [name, each.removeDefault().optional()]),
  ) as unknown as Own,
);

interface Asking {
  readonly rules: readonly { readonly on: boolean; readonly parameters: Readonly<Record<string, unknown>> }[];
}

/** What watchers go by under these packs: the defaults, and over them what the rules that are on set, the later ones last. */
export function watchThresholds(packs: readonly Asking[]): WatchThresholds {
  const own = packs.flatMap(({ rules }) =>
    rules.filter(({ on }) => on).map(({ parameters }) => OwnThresholds.safeParse(parameters['watch']).data ?? {}),
  );
  return WatchThresholds.parse({ ...WATCH_DEFAULTS, ...own.reduce((all, each) => ({ ...all, ...each }), {}) });
}
