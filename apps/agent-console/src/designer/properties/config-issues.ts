import type { Language } from '@guichet/protocol';
import { z } from 'zod';
import { type DraftNode, manifestOf } from '../edit/draft.ts';

/** What a component's schema says of its configuration, by path and in the language of the page. */
export function configIssues(node: DraftNode, language: Language): ReadonlyMap<string, string> {
  const manifest = manifestOf(node.type);
  if (manifest === undefined) return new Map();
  const { localeError } = language === 'en' ? z.locales.en() : z.locales.zhCN();
  const parsed = manifest.config.safeParse(node.config, { error: localeError });
  if (parsed.success) return new Map();
  return new Map(
    parsed.error.issues
      .map(({ path, message }) => [path.map(String), message] as const)
      // Where an expression stands, what it will be is known in a session only.
      .filter(([path]) => !isExpression(node.config, path))
      .map(([path, message]) => [path.join('.'), message]),
  );
}

function isExpression(config: unknown, path: readonly string[]): boolean {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    config,
  );
  return typeof value === 'string' && value.startsWith('=');
}
