import { parseExpression } from 'feelin';

/** A node of an expression's syntax, named as FEEL's grammar in `lezer-feel` names it. */
export interface SyntaxNode {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly children: readonly SyntaxNode[];
}

export type ParsedSyntax =
  | { readonly ok: true; readonly root: SyntaxNode; readonly nodes: number; readonly depth: number }
  /** `from` is where in the text the parser could not go on. */
  | { readonly ok: false; readonly from: number };

interface OpenNode {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly children: SyntaxNode[];
}

/** Parses a FEEL expression, without evaluating anything. The text must have been bounded before. */
export function parseSyntax(source: string): ParsedSyntax {
  const tree = parseExpression(source, {}, undefined);
  const open: OpenNode[] = [{ name: 'Root', text: source, from: 0, children: [] }];
  let nodes = 0;
  let depth = 0;
  let errorFrom: number | undefined;
  tree.iterate({
    enter({ type, from, to }) {
      if (type.isError) errorFrom ??= from;
      if (type.isSkipped) return false;
      nodes += 1;
      open.push({ name: type.name, text: source.slice(from, to), from, children: [] });
      depth = Math.max(depth, open.length);
      return true;
    },
    leave({ type }) {
      if (type.isSkipped) return;
      const node = open.pop();
      if (node) open.at(-1)?.children.push(node);
    },
  });
  if (errorFrom !== undefined) return { ok: false, from: errorFrom };
  // The tree's top is `Expression` with the one expression in it.
  const root = open[0]?.children[0]?.children[0];
  if (!root || open[0]?.children[0]?.children.length !== 1) return { ok: false, from: 0 };
  return { ok: true, root, nodes, depth };
}

/** The name that a `VariableName` or `PathName` says: its words with single spaces between. */
export function nameOf(node: SyntaxNode): string {
  return node.text.replace(/\s+/g, ' ').trim();
}
