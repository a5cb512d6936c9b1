import { degrees, type PDFDocument, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib';
import { AppError } from '@guichet/protocol';
import type { effectContracts } from '@guichet/workflow';
import type { z } from 'zod';

/** What is written by hand, and where: as the effect `document.seal` carries it. */
export type Handwriting = z.output<(typeof effectContracts)['document.seal']['payload']>['handwriting'][number];

const INK = rgb(0.05, 0.12, 0.35);
const PEN_WIDTH_PT = 1.4;
const NOTE_SIZE_PT = 5.5;

/** Draws the strokes onto their pages, each with its time (UTC) in small print. Throws `bad_request` for a page the document hasn't got. */
export async function drawHandwriting(pdf: PDFDocument, written: readonly Handwriting[]): Promise<void> {
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (const { field, strokes, writtenAtMs } of written) {
    if (field.page > pdf.getPageCount()) throw new AppError('bad_request');
    const page = pdf.getPage(field.page - 1);
    const place = placeOn(page, field);
    for (const stroke of strokes) {
      const points = stroke.map(({ x, y }) => place.at(x, y));
      const [first] = points;
      if (first === undefined) continue;
      // A dot is a stroke as well.
      for (const [index, to] of points.entries()) {
        const from = points[index - 1] ?? to;
        const pressure = stroke[index]?.pressure ?? 0.5;
        page.drawLine({ start: from, end: to, thickness: PEN_WIDTH_PT * (0.6 + 0.8 * pressure), color: INK, lineCap: 1 });
      }
    }
    const note = place.at(0, 1);
    page.drawText(
      new Date(writtenAtMs)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
      {
        ...note,
        size: NOTE_SIZE_PT,
        font,
        color: INK,
        rotate: degrees(page.getRotation().angle),
      },
    );
  }
}

/** From shares of the page as it is shown to points of the page as it is stored, which differ where it is stored turned. */
function placeOn(page: PDFPage, field: Handwriting['field']) {
  const { x: left, y: bottom, width, height } = page.getCropBox();
  const quarterTurns = ((Math.round(page.getRotation().angle / 90) % 4) + 4) % 4;
  return {
    at(shareX: number, shareY: number): { x: number; y: number } {
      const x = field.x + shareX * field.width;
      const y = field.y + shareY * field.height;
      const turned = [
        { x, y: 1 - y },
        { x: y, y: x },
        { x: 1 - x, y },
        { x: 1 - y, y: 1 - x },
      ][quarterTurns] ?? { x, y: 1 - y };
      return { x: left + turned.x * width, y: bottom + turned.y * height };
    },
  };
}
