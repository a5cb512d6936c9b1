/** What a decoder made of an utterance. */
export interface Decoding {
  /** The words without pauses and noises. */
  readonly text: string;
  /** Log likelihood of the best path, in the decoder's own unit. */
  readonly score: number;
  /** Frames of 10 ms that were words or sounds, not pauses. */
  readonly speechFrames: number;
}

const PAUSE = /^(<.*>|\[.*\]|\+\+.*|\(NULL\))$/;

/**
 * Reads a line of `-hypseg`: `ID S scale T total A acoustic L language`, then for each word `first-frame acoustic language word`, then the number of
 * frames. Null for anything else: nothing was recognised, or the decoder said something that is not understood.
 */
export function readSegments(line: string): Decoding | null {
  const [, total, rest] = /^\S+ S -?\d+ T (-?\d+) A -?\d+ L -?\d+ (.*)$/.exec(line.trim()) ?? [];
  if (total === undefined || rest === undefined) return null;
  const parts = rest.split(' ');
  if (parts.length % 4 !== 1) return null;
  const words: string[] = [];
  let speechFrames = 0;
  for (let at = 0; at + 4 < parts.length; at += 4) {
    const word = parts[at + 3] ?? '';
    if (PAUSE.test(word)) continue;
    words.push(word.replace(/\(\d+\)$/, ''));
    speechFrames += Number(parts[at + 4]) - Number(parts[at]);
  }
  // A path that was broken off before its first word has a score that means nothing.
  if (words.length === 0 || !Number.isFinite(speechFrames)) return null;
  return { text: words.join(' '), score: Number(total), speechFrames };
}
