import type { LocalText } from '@guichet/protocol';
import type { LauncherConfig } from '../config.ts';

export const verdict = {
  ok: 'ok',
  /** Works, or is not needed for everything. */
  warning: 'warning',
  /** Guichet does not run without it. */
  missing: 'missing',
} as const;
export type Verdict = (typeof verdict)[keyof typeof verdict];

export type Finding = {
  readonly verdict: Verdict;
  /** What was found, such as a version. */
  readonly found: LocalText;
  /** The exact command that mends it; undefined where nothing is to be mended. */
  readonly remedy?: string | undefined;
};

export type Check = {
  readonly id: string;
  readonly title: LocalText;
  /** Why it matters, said where it is not well. */
  readonly why: LocalText;
  run(config: LauncherConfig): Promise<Finding>;
};

/** A finding that reads the same in both languages. */
export function plain(text: string): LocalText {
  return { en: text, 'zh-CN': text };
}

export function ok(found: LocalText | string): Finding {
  return { verdict: verdict.ok, found: typeof found === 'string' ? plain(found) : found };
}
