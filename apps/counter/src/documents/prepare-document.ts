import { createHash } from 'node:crypto';
import { PDFCheckBox, PDFDocument, PDFTextField } from '@cantoo/pdf-lib';
import type { Language } from '@guichet/protocol';
import { embedDocumentFont } from './document-font.ts';
import { readTemplate } from './document-template.ts';
import { typeset, type Values } from './typeset.ts';

export interface PreparedDocument {
  readonly pdf: Uint8Array;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  readonly pages: number;
}

interface PrepareRequest {
  /** Folders with templates; of several the first that has it. */
  readonly folders: readonly string[];
  readonly template: string;
  readonly language: Language;
  readonly values: Values;
}

/** Makes the PDF of a template with these values. Throws what `readTemplate` throws. */
export async function prepareDocument({ folders, template: name, language, values }: PrepareRequest): Promise<PreparedDocument> {
  const template = await readTemplate(folders, name, language);
  const document = template.kind === 'text' ? await typeset(template.template, language, values) : await fillForm(template.bytes, values);
  const pdf = await document.save({ useObjectStreams: false });
  return { pdf, hash: createHash('sha256').update(pdf).digest('hex'), pages: document.getPageCount() };
}

/** Fills the fields of the bank's own form that have a value of their name, and makes them part of the page. */
async function fillForm(bytes: Uint8Array, values: Values): Promise<PDFDocument> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const form = document.getForm();
  for (const field of form.getFields()) {
    const value = Object.hasOwn(values, field.getName()) ? values[field.getName()] : undefined;
    if (value === undefined || value === null) continue;
    if (field instanceof PDFTextField) field.setText(String(value));
    if (field instanceof PDFCheckBox && value === true) field.check();
  }
  form.updateFieldAppearances(await embedDocumentFont(document));
  form.flatten();
  return document;
}
