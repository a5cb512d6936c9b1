import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateValues } from './private-values.ts';

export interface LogFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What was found, never the value itself. */
  readonly kind: string;
}

export interface LogScan {
  readonly lines: number;
  readonly findings: readonly LogFinding[];
}

/** What looks like a secret or a person wherever it stands. */
const ANYWHERE: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a JSON Web Token', /eyJ[A-Za-z0-9_-]{10,}/],
  ['a bearer token', /\bBearer\s+[A-Za-z0-9._~+/-]{8,}/i],
  ['a cookie', /\b(?:set-)?cookie"?\s*[:=]\s*"?[^"\s,}]{8,}/i],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----|"d"\s*:\s*"[A-Za-z0-9_-]{20,}"/],
  ['a password in an address', /:\/\/[^/\s:@"]+:[^@\s/"]+@/],
  ["an entry link's secret", /#e=[A-Za-z0-9_-]{20,}/],
];
/** Only where it is a text: figures of sizes and times can look the same. */
const IN_TEXTS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a mobile number', /(?<!\d)1[3-9]\d{9}(?!\d)/],
  ['a resident ID number', /(?<!\d)\d{17}[\dXx](?!\d)/],
];

/** Looks through every log of an installation: what its processes wrote, and what its database did. */
export async function scanLogs(dataDir: string, values: PrivateValues): Promise<LogScan> {
  const inLogs = await readdir(join(dataDir, 'logs')).catch(() => [] as string[]);
  const beside = (await readdir(dataDir)).filter((name) => name.endsWith('.log'));
  const files = [...inLogs.map((name) => join('logs', name)), ...beside];
  let lines = 0;
  const findings: LogFinding[] = [];
  for (const file of files) {
    const texts = (await readFile(join(dataDir, file), 'utf8')).split('\n');
    for (const [index, text] of texts.entries()) {
      if (text === '') continue;
      lines++;
      findings.push(...scanLine(text, values).map((kind) => ({ file, line: index + 1, kind })));
    }
  }
  return { lines, findings };
}

/** What of a log line should not be in it, outside of `pii`. */
export function scanLine(line: string, values: PrivateValues): string[] {
  const parsed = parseObject(line);
  const shown = parsed === undefined ? line : JSON.stringify(withoutPii(parsed));
  const texts = parsed === undefined ? line : textsOf(withoutPii(parsed)).join('\n');
  return [
    ...[...values.all].flatMap(([value, kind]) => (shown.includes(value) ? [kind] : [])),
    ...ANYWHERE.flatMap(([kind, pattern]) => (pattern.test(shown) ? [kind] : [])),
    ...IN_TEXTS.flatMap(([kind, pattern]) => (pattern.test(texts) ? [kind] : [])),
  ];
}

function parseObject(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function withoutPii(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPii);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (key === 'pii' ? [] : [[key, withoutPii(inner)]])));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
