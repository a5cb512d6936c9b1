import { fromBase64, toBase64 } from '../base64.ts';
import { type Digest, EMPTY_ROOT, leafHash } from '../merkle/hashes.ts';
import { verifyInclusion } from '../merkle/verify.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { NoteKey } from './signed-note.ts';

const FORMAT = 'c2sp.org/tlog-proof@v1';
/** A tree of as many leaves as can be counted has a path no longer than this. */
const MAX_PATH = 64;

export interface LogProof {
  /** Number of the entry in the log, from 0. */
  readonly index: number;
  /** The siblings up to the head, lowest first. */
  readonly path: readonly Digest[];
  /** The signed head (C2SP tlog-checkpoint), to the letter. */
  readonly checkpoint: string;
}

/** A proof that stands on its own (C2SP tlog-proof): at a million entries and a log's name of 30 letters some 1.1 KB. */
export function formatLogProof({ index, path, checkpoint }: LogProof): string {
  return [FORMAT, `index ${index}`, ...path.map(toBase64), '', checkpoint].join('\n');
}

/** @returns null for anything that is not such a proof */
export function parseLogProof(text: string): LogProof | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [format, ...rest] = text.slice(0, end).split('\n');
  if (format !== FORMAT) return null;
  // What a log may add beside the proof is not covered by it and says nothing here.
  if (rest[0]?.startsWith('extra ')) rest.shift();
  const [, indexText] = /^index (0|[1-9][0-9]{0,15})$/.exec(rest.shift() ?? '') ?? [];
  if (indexText === undefined || rest.length > MAX_PATH) return null;
  const path = rest.map(fromBase64).filter((hash) => hash !== null && hash.length === EMPTY_ROOT.length) as Digest[];
  if (path.length !== rest.length) return null;
  return { index: Number(indexText), path, checkpoint: text.slice(end + 2) };
}

/** The head under which `entry` stands in the log; null when the proof doesn't show that. */
export async function verifyLogProof(
  text: string,
  entry: Uint8Array,
  log: NoteKey,
): Promise<(Checkpoint & { readonly index: number }) | null> {
  const proof = parseLogProof(text);
  const checkpoint = proof && (await openCheckpoint(proof.checkpoint, log));
  if (!proof || !checkpoint) return null;
  const { index, path } = proof;
  return verifyInclusion(leafHash(entry), index, checkpoint.size, path, checkpoint.root) ? { ...checkpoint, index } : null;
}
