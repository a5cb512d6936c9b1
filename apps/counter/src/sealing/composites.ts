import { join } from 'node:path';
import { FileKind, type ManifestFile } from '@guichet/evidence/sealing';
import type { SessionId } from '@guichet/protocol';
import { checksumsOfFile } from '../recordings/journal-contents.ts';
import type { Core } from '../sessions/core.ts';

export const compositePath = (compositionId: string): string => `composites/${compositionId}.mp4`;
export const compositionOf = (path: string): string | null => /^composites\/(\w+)\.mp4$/.exec(path)?.[1] ?? null;

/** The composites of a session that are there and are what their rows say; others are derived again whenever somebody wants one. */
export async function composites(core: Core, folder: string, sessionId: SessionId): Promise<readonly ManifestFile[]> {
  const rows = await core.database.read((prisma) =>
    prisma.composition.findMany({ where: { sessionId, status: 'ready' }, orderBy: [{ madeAt: 'asc' }, { id: 'asc' }] }),
  );
  const found = await Promise.all(
    rows.map(async ({ id, file, sha256 }) => {
      const sums = file === null ? null : await checksumsOfFile(join(folder, file)).catch(() => null);
      return sums?.sha256 === sha256 ? [{ path: compositePath(id), kind: FileKind.derived, ...sums }] : [];
    }),
  );
  return found.flat() as ManifestFile[];
}
