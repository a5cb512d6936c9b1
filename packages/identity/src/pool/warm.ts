import type { TaskOf } from './work.ts';

/** Each kind of engine is loaded where it is served, so that a process which is warmed for one does not hold the other. */
export async function warm({ engines }: TaskOf<'warm'>): Promise<null> {
  if (engines === 'documents') await (await import('./serve-documents.ts')).warmReader();
  else await (await import('./serve-faces.ts')).warmFaces();
  return null;
}
