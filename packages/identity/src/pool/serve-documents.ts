import { type DocumentReader, openDocumentReader } from '../documents/document-reader.ts';
import type { DocumentReading } from '../documents/reading.ts';
import type { TaskOf } from './work.ts';

let reader: Promise<DocumentReader> | undefined;

/** One reader for as long as the process lives: opening it costs a second. */
export async function readPictures({ pictures, type }: TaskOf<'document.read'>): Promise<DocumentReading> {
  reader ??= openDocumentReader();
  const today = new Date().toISOString().slice(0, 10);
  return (await reader).readFrames(pictures, { type, today });
}
