import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agentPart, behaviour, customerPart, manifest, test } from './templates.ts';

/** Why nothing was made, for whoever asked. */
export class NotMade extends Error {}

const NODES = 'packages/workflow/src/nodes';
const CUSTOMER = 'apps/customer-web/src/steps';
const AGENT = 'apps/agent-console/src/workbench/steps';
const TABLES = {
  nodes: `${NODES}/all.ts`,
  customer: `${CUSTOMER}/flow/step-parts.ts`,
  agent: 'apps/agent-console/src/workbench/flow/node-parts.ts',
} as const;

/** Writes the new node type's files under a checkout's root and returns their paths. Throws NotMade and writes nothing when it can't. */
export function makeNode(root: string, type: string): string[] {
  if (!/^[a-z][a-z-]{1,30}[a-z]$/.test(type)) throw new NotMade('A node type’s name has small letters and hyphens only, e.g. fee-notice');
  const files: Record<string, string> = {
    [`${NODES}/${type}/manifest.ts`]: manifest(type),
    [`${NODES}/${type}/behaviour.ts`]: behaviour(type),
    [`${NODES}/${type}/${type}.test.ts`]: test(type),
    [`${CUSTOMER}/${type}/part.tsx`]: customerPart(),
    [`${AGENT}/${type}/part.tsx`]: agentPart(),
  };
  const there = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (there !== undefined) throw new NotMade(`${there} is there already`);
  const tables = {
    [TABLES.nodes]: withNode(read(root, TABLES.nodes), type),
    [TABLES.customer]: withPart(read(root, TABLES.customer), 'stepParts', `../${type}/part.tsx`, type),
    [TABLES.agent]: withPart(read(root, TABLES.agent), 'nodeParts', `../steps/${type}/part.tsx`, type),
  };
  for (const [path, content] of Object.entries({ ...files, ...tables })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return [...Object.keys(files), ...Object.keys(tables)];
}

const read = (root: string, path: string) => readFileSync(join(root, path), 'utf8');

/** Imports are in the order of their names; the list's end is the `]` that closes the registry's. */
function withNode(table: string, type: string): string {
  const name = camel(type);
  const lines = table.split('\n');
  const line = `import { ${name} } from './${type}/behaviour.ts';`;
  const next = lines.findIndex((other) => other.startsWith('import ') && sourceOf(other) > sourceOf(line));
  const end = lines.findIndex((other) => other === ']);');
  if (next === -1 || end === -1) throw new NotMade(`${TABLES.nodes} does not look as expected`);
  return [...lines.slice(0, next), line, ...lines.slice(next, end), `  ${name},`, ...lines.slice(end)].join('\n');
}

const sourceOf = (line: string) => /'([^']+)'/.exec(line)?.[1] ?? '';

function withPart(table: string, constant: string, source: string, type: string): string {
  const start = table.indexOf(`export const ${constant}`);
  const end = table.indexOf('\n};', start);
  if (start === -1 || end === -1) throw new NotMade(`The table ${constant} does not look as expected`);
  const key = type.includes('-') ? `'${type}'` : type;
  return `${table.slice(0, end)}\n  ${key}: part(() => import('${source}')),${table.slice(end)}`;
}

export const camel = (type: string) => type.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
export const pascal = (type: string) => camel(`-${type}`);
