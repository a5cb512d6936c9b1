import type { ByteSource } from '../container/byte-source.ts';
import { readContainer } from '../container/read-container.ts';
import { Name } from '../sealing/package-layout.ts';
import { sha256Hex } from '../sha256.ts';

/** SHA-256 of a package's manifest, under which it stands in the log of seals; null for a file that is no package. */
export async function manifestHashOf(source: ByteSource): Promise<string | null> {
  const { entries } = await readContainer(source);
  const content = entries.find(({ name }) => name === Name.manifest)?.content;
  return content === undefined ? null : sha256Hex(await content.read(0, content.sizeBytes));
}
