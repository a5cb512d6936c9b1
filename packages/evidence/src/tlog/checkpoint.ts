import { fromBase64, toBase64 } from '../base64.ts';
import { EMPTY_ROOT } from '../merkle/hashes.ts';
import type { Digest } from '../merkle/hashes.ts';
import { type NoteKey, type NoteSigner, openNote, signNote } from './signed-note.ts';

/** The head of a log at one size. */
export interface Checkpoint {
  /** Which log: its name, a URL without its scheme. */
  readonly origin: string;
  readonly size: number;
  readonly root: Digest;
}

/** A signed head (C2SP tlog-checkpoint): origin, size, head in base64, signed by the key of the log's own name. */
export function signCheckpoint(size: number, root: Digest, signer: NoteSigner): Promise<string> {
  return signNote(`${signer.name}\n${size}\n${toBase64(root)}\n`, signer);
}

/** @returns null unless the log signed it and it is a head of that log */
export async function openCheckpoint(note: string, log: NoteKey): Promise<Checkpoint | null> {
  const text = await openNote(note, log);
  if (text === null) return null;
  const [origin, sizeText, rootText] = text.split('\n');
  if (origin !== log.name || sizeText === undefined || !/^(0|[1-9][0-9]{0,15})$/.test(sizeText)) return null;
  const root = fromBase64(rootText ?? '');
  const size = Number(sizeText);
  if (root === null || root.length !== EMPTY_ROOT.length || !Number.isSafeInteger(size)) return null;
  return { origin, size, root };
}
