export { PdfPage } from './pdf-page.tsx';
export { PlaceOnPage } from './place-on-page.tsx';
export { type PDFDocumentProxy, usePdf } from './use-pdf.ts';
