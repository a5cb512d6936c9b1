import { repositoryRoot } from '../bootstrap/environment.mjs';
import { violation } from './import-directions.ts';

type Literal = { readonly type: string; readonly value?: unknown };
type ImportNode = { readonly source?: Literal | null };
type RuleContext = {
  readonly filename: string;
  report(problem: { node: unknown; message: string }): void;
};

/** Every way of importing, static or dynamic, that names its module by a plain text. */
const importDirection = {
  meta: { type: 'problem' as const },
  create(context: RuleContext) {
    const check = (node: ImportNode): void => {
      if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return;
      const reason = violation({ root: repositoryRoot, file: context.filename, specifier: node.source.value });
      if (reason !== undefined) context.report({ node, message: `${reason} (ARCHITECTURE.md, direction of imports)` });
    };
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};

// The linter loads a plugin by its default export.
export default { meta: { name: 'guichet' }, rules: { 'import-direction': importDirection } };
