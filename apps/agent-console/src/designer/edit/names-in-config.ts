import { compileExpression, type Json } from '@guichet/workflow';

/** Names that expressions in a configuration may read: a text that begins with `=` is one. What cannot be parsed is looked through for words. */
export function configExpressionNames(config: Json): readonly string[] {
  if (typeof config === 'string') return config.startsWith('=') ? namesIn(config.slice(1)) : [];
  if (typeof config !== 'object' || config === null) return [];
  return Object.values(config).flatMap((inner) => configExpressionNames(inner as Json));
}

function namesIn(source: string): readonly string[] {
  const words = source.match(/[a-z][A-Za-z0-9_]*/g) ?? [];
  const compiled = compileExpression(source, new Set(words));
  return compiled.ok ? compiled.expression.variables : words;
}
