import { readFile } from 'node:fs/promises';
import fontkit from '@cantoo/fontkit';
import type { PDFDocument, PDFFont } from '@cantoo/pdf-lib';

const FILE = new URL('../fonts/NotoSansHans-Regular.otf', import.meta.resolve('@embedpdf/fonts-sc'));

/** The face of every document, Chinese (GB 2312) and Latin; only what is used of it goes into the file. */
export async function embedDocumentFont(pdf: PDFDocument): Promise<PDFFont> {
  // Its types are those of another release of the same interface.
  pdf.registerFontkit(fontkit as never);
  return pdf.embedFont(await readFile(FILE), { subset: true });
}
