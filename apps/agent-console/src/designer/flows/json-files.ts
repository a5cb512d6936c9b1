import type { Problem } from '@guichet/workflow';
import { type Draft, readDraft } from '../edit/draft.ts';

/** The largest file that is read: a definition of as many nodes as one may have is smaller. */
const MAX_BYTES = 1024 * 1024;

export function downloadJson(name: string, value: unknown): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export type ReadFile =
  | { readonly kind: 'draft'; readonly draft: Draft }
  | { readonly kind: 'too_large' | 'not_json' }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

export async function readFlowFile(file: File): Promise<ReadFile> {
  if (file.size > MAX_BYTES) return { kind: 'too_large' };
  let raw: unknown;
  try {
    raw = JSON.parse(await file.text());
  } catch {
    return { kind: 'not_json' };
  }
  const read = readDraft(raw);
  return read.ok ? { kind: 'draft', draft: read.draft } : { kind: 'problems', problems: read.problems };
}
