import { AppError } from '@guichet/protocol';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useCallback, useEffect, useState } from 'react';
import type { PdfFile } from './pdf-file.ts';

export type { PDFDocumentProxy };

type Opened =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly pdf: PDFDocumentProxy }
  | { readonly kind: 'failed'; readonly error: AppError };

/** The document of a step, opened when it is there. What draws it is a megabyte: it comes with the first document, not with the page. */
export function usePdf(documentId: string, hash: string): { readonly opened: Opened; readonly retry: () => void } {
  const [opened, setOpened] = useState<Opened>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    let file: PdfFile | null = null;
    let isGone = false;
    setOpened({ kind: 'opening' });
    const open = async () => {
      const { openPdf } = await import('./pdf-file.ts');
      file = await openPdf(documentId, hash);
      if (isGone) file.close();
      else setOpened({ kind: 'open', pdf: file.pdf });
    };
    open().catch((thrown: unknown) => !isGone && setOpened({ kind: 'failed', error: AppError.from(thrown) }));
    return () => {
      isGone = true;
      file?.close();
    };
  }, [documentId, hash, attempt]);
  return { opened, retry: useCallback(() => setAttempt((before) => before + 1), []) };
}
