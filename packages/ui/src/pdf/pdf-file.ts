import { AppError } from '@guichet/protocol';
import { getDocument, type PDFDocumentLoadingTask, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

const FETCH_DEADLINE_MS = 20_000;

/** An open PDF and what has to be closed with it. */
export interface PdfFile {
  readonly pdf: PDFDocumentProxy;
  close(): void;
}

/**
 * Fetches the document of a step and opens it, after making sure that it is the very one that will be signed: its SHA-256 is the one that the
 * step names. @throws AppError `unavailable`, `not_found`, or `bad_request` when it is another document
 */
export async function openPdf(documentId: string, hash: string): Promise<PdfFile> {
  const data = await fetchBytes(`/v1/session-documents/${encodeURIComponent(documentId)}`);
  if ((await sha256Hex(data)) !== hash) throw new AppError('bad_request');
  const port = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
  const worker = PDFWorker.create({ port });
  const task: PDFDocumentLoadingTask = getDocument({
    data,
    worker,
    // What the page's policy forbids (WebAssembly) and a document of the bank does not need (scripts, forms, links of its own).
    useWasm: false,
    enableXfa: false,
    stopAtErrors: true,
  });
  const close = () => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  try {
    return { pdf: await task.promise, close };
  } catch (cause) {
    close();
    throw new AppError('bad_request', { cause });
  }
}

async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(path, {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'application/pdf' },
      signal: AbortSignal.timeout(FETCH_DEADLINE_MS),
    });
    if (!response.ok) throw new AppError(response.status === 404 ? 'not_found' : 'unavailable');
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('unavailable', { cause });
  }
}

async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
