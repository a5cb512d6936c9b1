import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runTool } from './run-tool.ts';

/** What poppler says of a PDF's signatures, and what of the file they are bound to. */
export interface PdfSignature {
  readonly valid: boolean;
  readonly subFilter: string;
  readonly coversWholeFile: boolean;
}

/** The bytes of a document of a session, as a page that may see it gets them. */
export async function fetchDocument(page: Page, documentId: string): Promise<{ readonly bytes: Buffer; readonly sha256: string }> {
  const base64 = await page.evaluate(async (id) => {
    const reply = await fetch(`/v1/session-documents/${id}`);
    if (!reply.ok) throw new Error(`The document was refused: ${reply.status}`);
    return btoa(String.fromCharCode(...new Uint8Array(await reply.arrayBuffer())));
  }, documentId);
  const bytes = Buffer.from(base64, 'base64');
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Verifies with poppler's `pdfsig`, a reader that knows nothing of us. The seal's own authority need not be one that the machine trusts. */
export async function pdfSignatures(pdf: Buffer): Promise<readonly PdfSignature[]> {
  return withFile(pdf, async (path) => {
    const said = await runTool('pdfsig', ['-nocert', path]);
    return said
      .split(/^Signature #\d+:$/m)
      .slice(1)
      .map((block) => ({
        valid: block.includes('Signature Validation: Signature is Valid.'),
        subFilter: /Signature Type: (\S+)/.exec(block)?.[1] ?? '',
        coversWholeFile: block.includes('Total document signed'),
      }));
  });
}

/** What a reader finds written in it. */
export async function pdfText(pdf: Buffer): Promise<string> {
  return withFile(pdf, (path) => runTool('pdftotext', ['-layout', path, '-']));
}

async function withFile<T>(pdf: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-pdf-'));
  try {
    const path = join(folder, 'document.pdf');
    await writeFile(path, pdf);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
