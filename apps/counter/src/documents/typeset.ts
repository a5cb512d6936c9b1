import { PDFDocument, type PDFFont, type PDFPage, rgb } from '@cantoo/pdf-lib';
import { assertNever, type Language, type LocalText } from '@guichet/protocol';
import { breakLines } from './break-lines.ts';
import { embedDocumentFont } from './document-font.ts';
import type { Block, TextTemplate } from './document-template.ts';
import { wordedValues } from './worded-values.ts';

/** A4 in points (ISO 216 at 72 per inch). */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = 62;
/** Where the lines to sign on stand, as shares of the page; from its bottom upwards. */
const SIGNING = { left: 0.1, right: 0.55, width: 0.32, line: 0.055, bottom: 0.18 };
/** The line for initials, as shares of the page from its top left corner: under the place that flows ask for on each page. */
const INITIALS = { left: 0.78, width: 0.15, line: 0.066 };
const INK = rgb(0.09, 0.11, 0.13);
const QUIET = rgb(0.42, 0.45, 0.48);

export type Values = Readonly<Record<string, unknown>>;

/** Sets a template's text in one language, with page numbers. Embeds what it uses of the font, so that it looks the same everywhere. */
export async function typeset(template: TextTemplate, language: Language, values: Values): Promise<PDFDocument> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const setter = new Setter(pdf, await embedDocumentFont(pdf));
  const worded = wordedValues(template, language, values);
  const say = (text: LocalText) => fill(text[language], worded);
  pdf.setTitle(say(template.title));
  pdf.setLanguage(language);
  setter.text(say(template.title), { size: 20, after: 18 });
  for (const block of template.blocks) setBlock(setter, block, say);
  setter.signatures(template.signatures.map(say));
  if (template.initials !== null) setter.initials(say(template.initials));
  setter.numberPages();
  return pdf;
}

/** `{{name}}` becomes the value; what the flow did not give stays visible as a gap, never as somebody else's value. */
export function fill(text: string, values: Values): string {
  return text.replaceAll(/\{\{\s*([A-Za-z][A-Za-z0-9_]{0,63})\s*\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined || value === null ? '________' : String(value);
  });
}

function setBlock(setter: Setter, block: Block, say: (text: LocalText) => string): void {
  switch (block.kind) {
    case 'heading':
      return setter.text(say(block.text), { size: 14, before: 10, after: 8 });
    case 'paragraph':
      return setter.text(say(block.text), { size: 11, after: 8 });
    case 'list':
      return block.items.forEach((item, index) => setter.text(`${index + 1}.  ${say(item)}`, { size: 11, after: 4, indent: 14 }));
    case 'field':
      return setter.row(say(block.label), say(block.value));
    case 'break':
      return setter.turn();
    default:
      return assertNever(block);
  }
}

interface Look {
  readonly size: number;
  readonly before?: number;
  readonly after?: number;
  readonly indent?: number;
}

/** Fills pages from top to bottom. */
class Setter {
  readonly #pdf: PDFDocument;
  readonly #font: PDFFont;
  #page: PDFPage;
  #y = PAGE.height - MARGIN;

  constructor(pdf: PDFDocument, font: PDFFont) {
    this.#pdf = pdf;
    this.#font = font;
    this.#page = pdf.addPage([PAGE.width, PAGE.height]);
  }

  text(text: string, { size, before = 0, after = 0, indent = 0 }: Look): void {
    const lineHeight = size * 1.6;
    this.#y -= before;
    const width = PAGE.width - 2 * MARGIN - indent;
    for (const line of breakLines(text, (part) => this.#font.widthOfTextAtSize(part, size) <= width)) {
      this.#need(lineHeight);
      this.#y -= lineHeight;
      this.#page.drawText(line, { x: MARGIN + indent, y: this.#y + size * 0.4, size, font: this.#font, color: INK });
    }
    this.#y -= after;
  }

  row(label: string, value: string): void {
    const size = 11;
    const labelWidth = 150;
    const lines = breakLines(value, (part) => this.#font.widthOfTextAtSize(part, size) <= PAGE.width - 2 * MARGIN - labelWidth);
    const height = Math.max(1, lines.length) * size * 1.6 + 6;
    this.#need(height);
    this.#page.drawText(label, { x: MARGIN, y: this.#y - size * 1.2, size, font: this.#font, color: QUIET });
    for (const [index, line] of lines.entries()) {
      this.#page.drawText(line, {
        x: MARGIN + labelWidth,
        y: this.#y - size * 1.2 - index * size * 1.6,
        size,
        font: this.#font,
        color: INK,
      });
    }
    this.#y -= height;
    this.#page.drawLine({ start: { x: MARGIN, y: this.#y }, end: { x: PAGE.width - MARGIN, y: this.#y }, thickness: 0.5, color: QUIET });
    this.#y -= 6;
  }

  /** Lines to sign on, with room above them for what flows let be written there (0.82 to 0.94 of the page's height). */
  signatures(names: readonly string[]): void {
    if (names.length === 0) return;
    if (this.#y < PAGE.height * SIGNING.bottom) this.turn();
    const y = PAGE.height * SIGNING.line;
    for (const [index, name] of names.entries()) {
      const x = PAGE.width * (index === 0 ? SIGNING.left : SIGNING.right);
      this.#page.drawLine({ start: { x, y }, end: { x: x + PAGE.width * SIGNING.width, y }, thickness: 0.8, color: QUIET });
      this.#page.drawText(name, { x, y: y - 13, size: 9, font: this.#font, color: QUIET });
    }
  }

  initials(words: string): void {
    const size = 8;
    const y = PAGE.height * (1 - INITIALS.line);
    const x = PAGE.width * INITIALS.left;
    for (const page of this.#pdf.getPages()) {
      page.drawLine({ start: { x, y }, end: { x: x + PAGE.width * INITIALS.width, y }, thickness: 0.6, color: QUIET });
      page.drawText(words, { x: x - this.#font.widthOfTextAtSize(words, size) - 6, y, size, font: this.#font, color: QUIET });
    }
  }

  numberPages(): void {
    const count = this.#pdf.getPageCount();
    for (const [index, page] of this.#pdf.getPages().entries()) {
      const words = `${index + 1} / ${count}`;
      page.drawText(words, {
        x: PAGE.width / 2 - this.#font.widthOfTextAtSize(words, 9) / 2,
        y: MARGIN / 2,
        size: 9,
        font: this.#font,
        color: QUIET,
      });
    }
  }

  #need(height: number): void {
    if (this.#y - height < MARGIN) this.turn();
  }

  turn(): void {
    this.#page = this.#pdf.addPage([PAGE.width, PAGE.height]);
    this.#y = PAGE.height - MARGIN;
  }
}
