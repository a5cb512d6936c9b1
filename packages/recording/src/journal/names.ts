/** Names of the objects of a journal, alike in a folder and in a store. */
export const HEADER_NAME = 'journal.json';
/** A convenience that repeats the seals; rebuilt from the chunks whenever it is not there. */
export const INDEX_NAME = 'chunks.ndjson';

const padded = (value: number): string => String(value).padStart(6, '0');
export const chunkName = (seq: number): string => `${padded(seq)}.chunk`;
export const epochName = (epoch: number): string => `epoch-${padded(epoch)}.json`;

const numberIn = (name: string, pattern: RegExp): number | null => {
  const digits = pattern.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** The chunk's number, or null when the name is none of a chunk. */
export const chunkSeqOf = (name: string): number | null => numberIn(name, /^(\d{6,10})\.chunk$/);
export const epochOf = (name: string): number | null => numberIn(name, /^epoch-(\d{6,10})\.json$/);
