// Served from the page's own origin, as a script of its own.
import 'pdfjs-dist/legacy/build/pdf.worker.min.mjs';
