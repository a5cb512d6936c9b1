import { type DocumentReader, openDocumentReader } from '../documents/document-reader.ts';
import { genericDocument } from '../documents/generic/index.ts';
import { documentTypes } from '../documents/registry.ts';
import type { ShownReading } from '../documents/shown-document.ts';
import type { TaskOf } from './work.ts';
import { workerSettings } from './worker-settings.ts';

let opened: Promise<DocumentReader> | null = null;

/** The reader holds hundreds of megabytes and takes seconds to load: each process has one, from its first document on. */
function reader(): Promise<DocumentReader> {
  opened ??= openDocumentReader({ types: [...documentTypes, ...workerSettings().documents.map(genericDocument)] });
  opened.catch(() => (opened = null));
  return opened;
}

export async function readPictures({ pictures, still, type }: TaskOf<'document.read'>): Promise<ShownReading> {
  return (await reader()).readShown({ frames: pictures, still }, { type, today: new Date().toISOString().slice(0, 10) });
}

export async function warmReader(): Promise<void> {
  await (await reader()).warm();
}
