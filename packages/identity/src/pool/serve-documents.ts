import type { DocumentReading } from '../documents/reading.ts';
import type { TaskOf } from './work.ts';

export async function readPictures(_task: TaskOf<'document.read'>): Promise<DocumentReading> {
  throw new TypeError('No reader of documents is there');
}
