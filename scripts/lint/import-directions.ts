import { realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Who may import whom (DESIGN: direction of imports). A folder that is not listed imports nothing of ours; `*` stands
 * for every package. Nothing imports an app, and nothing but tests and tools imports `prisma` or `scripts`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/protocol': [],
  'packages/workflow': ['packages/protocol'],
  'packages/evidence': ['packages/protocol'],
  'packages/identity': ['packages/protocol'],
  'packages/rules': ['packages/protocol'],
  'packages/speech': ['packages/protocol'],
  'packages/recording': ['packages/protocol', 'packages/evidence'],
  'packages/bundles': ['packages/protocol', 'packages/evidence', 'packages/workflow'],
  'packages/rtc-client': ['packages/protocol'],
  'packages/rtc-peer': ['packages/protocol'],
  'packages/ui': ['packages/protocol'],
  'apps/sfu': ['packages/protocol', 'packages/recording'],
  'apps/virtual-agent': ['packages/protocol', 'packages/rtc-peer'],
  'apps/demo-bank': ['packages/protocol'],
  'apps/counter': ['packages/*'],
  'apps/cli': ['packages/*'],
  'apps/customer-web': webPackages(),
  'apps/agent-console': webPackages(),
  'apps/verifier': ['packages/protocol', 'packages/evidence', 'packages/ui'],
  prisma: ['packages/protocol'],
  // The launcher knows where the parts stand and nothing of what they do; the worker's build belongs to the SFU.
  scripts: ['packages/protocol', 'prisma', 'apps/sfu/native', 'apps/cli', 'bench', 'e2e'],
  e2e: ['packages/*', 'prisma', 'scripts'],
  bench: ['packages/*', 'prisma', 'scripts', 'e2e', 'apps/sfu/native'],
};

/** Tests of any part may set up a real database and a real media worker, and use the test kit. */
const TESTS_MAY_IMPORT = ['prisma', 'apps/sfu/native', 'e2e', 'packages/rtc-peer'];
const TEST_FILE = /\.test\.tsx?$|(^|\/)testing?(\/|\.ts$)/;

function webPackages(): string[] {
  return ['protocol', 'workflow', 'rules', 'evidence', 'identity', 'rtc-client', 'ui'].map((name) => `packages/${name}`);
}

/** The part of the house that a path (relative to the root, with forward slashes) belongs to, such as `apps/sfu`. */
export function partOf(path: string): string | undefined {
  const [first = '', second = ''] = path.split('/');
  if (first === 'apps' || first === 'packages') return `${first}/${second}`;
  return first in MAY_IMPORT ? first : undefined;
}

export type Import = {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** Absolute path of the importing file. */
  readonly file: string;
  readonly specifier: string;
};

/** Why an import runs against the direction, or undefined when it does not. */
export function violation({ root, file, specifier }: Import): string | undefined {
  const importer = toRootRelative(root, file);
  const from = partOf(importer);
  if (from === undefined) return undefined;
  if (isPrisma(specifier)) return mayUsePrisma(importer, from) ? undefined : `only apps/counter and prisma import Prisma, not ${from}`;
  const target = resolveOwn(root, file, specifier);
  const to = target === undefined ? undefined : partOf(target);
  if (target === undefined || to === undefined || to === from) return undefined;
  const allowed = TEST_FILE.test(importer) ? [...(MAY_IMPORT[from] ?? []), ...TESTS_MAY_IMPORT] : (MAY_IMPORT[from] ?? []);
  return allowed.some((pattern) => covers(pattern, target)) ? undefined : `${from} must not import ${to}`;
}

function covers(pattern: string, target: string): boolean {
  const folder = pattern.endsWith('/*') ? pattern.slice(0, -1) : `${pattern}/`;
  return `${target}/`.startsWith(folder);
}

function isPrisma(specifier: string): boolean {
  return specifier === 'prisma' || specifier.startsWith('prisma/') || specifier.startsWith('@prisma/');
}

function mayUsePrisma(importer: string, from: string): boolean {
  return from === 'apps/counter' || from === 'prisma' || TEST_FILE.test(importer);
}

/** Where an import of ours leads, relative to the root; undefined for Node's and other people's modules. */
function resolveOwn(root: string, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return toRootRelative(root, resolve(dirname(file), specifier));
  if (!specifier.startsWith('@guichet/')) return undefined;
  return folderOfPackage(root, file, specifier.split('/').slice(0, 2).join('/'));
}

/** Packages whose folder is named otherwise. */
const OTHER_FOLDERS: Readonly<Record<string, string>> = {
  '@guichet/database': 'prisma',
  '@guichet/scripts': 'scripts',
  '@guichet/e2e': 'e2e',
};
const APPS = new Set(['sfu', 'counter', 'cli', 'customer-web', 'agent-console', 'virtual-agent', 'demo-bank']);

function folderOfPackage(root: string, file: string, name: string): string {
  const linked = realpath(join(root, partOf(toRootRelative(root, file)) ?? '', 'node_modules', name));
  if (linked !== undefined) return toRootRelative(root, linked);
  const short = name.slice('@guichet/'.length);
  return OTHER_FOLDERS[name] ?? (APPS.has(short) ? `apps/${short}` : `packages/${short}`);
}

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function toRootRelative(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}
