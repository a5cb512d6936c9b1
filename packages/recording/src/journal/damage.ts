/** What can be wrong with a journal. Each is stated with its chunk; none of them keeps the rest from being read. */
export const DamageKind = {
  /** `journal.json` is missing or can't be read: the chain has no beginning to be checked against. */
  headerUnreadable: 'header_unreadable',
  /** The wrapped data key is missing, damaged, or wrapped to another key: nothing of that epoch can be opened. */
  epochUnreadable: 'epoch_unreadable',
  /** A chunk that must have existed is not there. */
  chunkMissing: 'chunk_missing',
  /** The chunk's own header is damaged, or names another place or recording. */
  chunkHeader: 'chunk_header',
  /** The chunk's bytes are not what its seal says. */
  chunkHash: 'chunk_hash',
  /** Not sealed: still being written, or the writer was stopped and has not come back. */
  unsealed: 'unsealed',
  /** The seal is there, but it doesn't hold: changed, unsigned, or not following the chunk before. */
  seal: 'seal',
  /** A block can't be opened: damaged, moved, or not in its place. */
  block: 'block',
  /** Bytes that form no whole block: what was being written when the writer was stopped, or what follows a damaged length. */
  torn: 'torn',
  /** The last chunk is not marked final: the recording was cut short or is still open. */
  notFinal: 'not_final',
} as const;
export type DamageKind = (typeof DamageKind)[keyof typeof DamageKind];

export interface Damage {
  readonly kind: DamageKind;
  /** Null when no one chunk is concerned. */
  readonly chunkSeq: number | null;
  /** Bytes that could not be used because of it. */
  readonly bytes: number;
  readonly detail: string | null;
}
