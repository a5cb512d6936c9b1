import { certificatesOfPem, parseNoteKey, parseReceipt, type Receipt, type Trust } from '@guichet/evidence/verification';

/** What a reader brings beside the package. */
export interface Belief extends Trust {
  readonly receipt: Receipt | null;
}

export const NO_BELIEF: Belief = { certificates: [], log: null, receipt: null };

export interface SortedFiles {
  /** Null when none of the files is one. */
  readonly packageFile: File | null;
  readonly belief: Belief;
  /** Names of files that are nothing that can be used. */
  readonly unused: readonly string[];
}

/** Certificates, keys and receipts are small; whatever is larger can only be a package. */
const MAX_SMALL_BYTES = 8 << 20;
const ZIP = [0x50, 0x4b];

/** Tells what was dropped by what it is, not by its name, and adds it to what the reader believed before. */
export async function sortFiles(files: readonly File[], before: Belief): Promise<SortedFiles> {
  let packageFile: File | null = null;
  let belief = before;
  const unused: string[] = [];
  for (const file of files) {
    const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
    if (ZIP.every((byte, at) => start[at] === byte) || file.size > MAX_SMALL_BYTES) {
      packageFile = file;
      continue;
    }
    const added = beliefIn(new Uint8Array(await file.arrayBuffer()));
    if (added === null) unused.push(file.name);
    else belief = { ...belief, ...added, certificates: [...belief.certificates, ...(added.certificates ?? [])] };
  }
  return { packageFile, belief, unused };
}

function beliefIn(bytes: Uint8Array): Partial<Belief> | null {
  const text = new TextDecoder().decode(bytes);
  const certificates = readCertificates(text);
  if (certificates.length > 0) return { certificates };
  const log = parseNoteKey(text.trim());
  if (log !== null) return { log };
  const receipt = parseReceipt(bytes);
  return receipt === null ? null : { receipt };
}

function readCertificates(text: string): Trust['certificates'] {
  try {
    return certificatesOfPem(text);
  } catch {
    return [];
  }
}
