import { Spectrum } from './spectrum.ts';

/** What both sounds have come in: samples a second, one channel, 16 bits. */
export const PROMPT_RATE_HZ = 16_000;
/** Compared is what speech is loudest in, up to 2 kHz: codecs keep its form best, and a clock that runs off shifts it least. */
const STEP = 4;
const RATE_HZ = PROMPT_RATE_HZ / STEP;
/** Long enough that no other sentence looks like it, short enough that clocks don't part within it: 200 ppm are 0.3 ms. */
const PIECE_MS = 1_500;
const PIECE_SAMPLES = (RATE_HZ * PIECE_MS) / 1_000;
/** A piece that is softer than the prompt's own level by so much is a pause, and says nothing. */
const PAUSE_DB = -20;
/** Places of a piece that are tried with the others: where a sound repeats itself, the best one alone may be the wrong one. */
const PLACES = 8;
/** Pieces belong together while each stands where the one before says it must, but for this: jitter buffers stretch and cut sound. */
const SLACK_MS = 60;
/** From here a piece counts as heard. At a place that the others agree on, other sentences of the same voice reach 0.25; with one packet in ten lost, 0.45. */
const HEARD_SCORE = 0.4;
/** Samples of the recording that are transformed at once. */
const BLOCK = 1 << 15;

export interface PromptPiece {
  /** Where it stands in the prompt. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Where it was found in the recorded sound; null where it was not found at its place. */
  readonly atMs: number | null;
  /** Normalised cross-correlation at that place, 0 to 1. */
  readonly score: number;
}

export interface PromptMatch {
  /** Where the prompt begins in the recorded sound, in ms. Only as good as the score. */
  readonly atMs: number;
  /** Mean correlation of the pieces at their places, by their length; 0 (nothing of it) to 1 (the same sound). */
  readonly score: number;
  /** Share of the pieces that were heard, 0 to 1: below 1 the prompt was cut off or talked over. */
  readonly heard: number;
  readonly pieces: readonly PromptPiece[];
}

/**
 * How ffmpeg decodes a track for this: what is missing stays missing. Its own habit, to let up to 100 ms of lost packets gather before it makes up for
 * them, tears a prompt to pieces that match nothing.
 */
export const PROMPT_FILTER = `aresample=${PROMPT_RATE_HZ}:async=1:min_hard_comp=0.01:first_pts=0`;

/**
 * Looks for a sound that is known, sample by sample, in a recorded one; both mono at 16 kHz. Gain does not count, a clock that runs off by up to
 * 200 ppm and lost packets are borne: the prompt is looked for in pieces, which vote for one place. Null where the prompt holds no sound to look
 * for, or the recording is shorter than a piece of it. Normalised cross-correlation: J. P. Lewis, “Fast Normalized Cross-Correlation”, 1995.
 */
export function matchPrompt(recorded: Int16Array, prompt: Int16Array): PromptMatch | null {
  const wanted = piecesOf(narrowed(prompt));
  if (wanted.length === 0) return null;
  const heard = narrowed(recorded);
  const longest = Math.max(...wanted.map(({ samples }) => samples.length));
  if (heard.length < longest) return null;
  const places = placesOf(heard, wanted, longest);
  return vote(wanted, places);
}

interface Piece {
  readonly at: number;
  readonly samples: Float64Array;
  readonly norm: number;
}
interface Pattern {
  readonly re: Float64Array;
  readonly im: Float64Array;
}
interface Place {
  readonly at: number;
  readonly score: number;
}

/** To 4 kHz, without what lies above 2 kHz and without hum below 100 Hz, which would look alike in any two rooms. */
function narrowed(pcm: Int16Array): Float64Array {
  const length = Math.floor(pcm.length / STEP);
  const low = new Float64Array(length);
  for (let out = 0; out < length; out++) {
    let sum = 0;
    for (let tap = 0; tap < LOW_PASS.length; tap++) sum += (LOW_PASS[tap] as number) * (pcm[out * STEP + tap - HALF_TAPS] ?? 0);
    low[out] = sum;
  }
  // One pole each, twice: y[n] = r·(y[n−1] + x[n] − x[n−1]).
  const r = 1 / (1 + (2 * Math.PI * 100) / RATE_HZ);
  for (let pass = 0; pass < 2; pass++) {
    let before = 0;
    let y = 0;
    for (let at = 0; at < length; at++) {
      const x = low[at] as number;
      y = r * (y + x - before);
      before = x;
      low[at] = y;
    }
  }
  return low;
}

const TAPS = 63;
const HALF_TAPS = (TAPS - 1) / 2;
/** Windowed sinc (Hamming), cut-off at 1.8 kHz of 16. */
const LOW_PASS = Float64Array.from({ length: TAPS }, (_, tap) => {
  const n = tap - HALF_TAPS;
  const cut = 1_800 / PROMPT_RATE_HZ;
  const sinc = n === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * n) / (Math.PI * n);
  return sinc * (0.54 - 0.46 * Math.cos((2 * Math.PI * tap) / (TAPS - 1)));
});

/** Equal pieces of about 1.5 s, without those that are pauses. A prompt that is shorter is one piece. */
function piecesOf(prompt: Float64Array): Piece[] {
  const energy = energyOf(prompt);
  if (energy === 0) return [];
  const count = Math.max(1, Math.round(prompt.length / PIECE_SAMPLES));
  const size = Math.floor(prompt.length / count);
  const least = (energy / prompt.length) * 10 ** (PAUSE_DB / 10);
  return Array.from({ length: count }, (_, nth) => {
    const samples = prompt.subarray(nth * size, (nth + 1) * size);
    return { at: nth * size, samples, norm: Math.sqrt(energyOf(samples)) };
  }).filter(({ norm, samples }) => norm ** 2 / samples.length >= least);
}

const energyOf = (samples: Float64Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0);

/** For each piece the places of the recording where it looks most alike, best first. */
function placesOf(heard: Float64Array, wanted: readonly Piece[], longest: number): Place[][] {
  const size = Math.min(BLOCK, 2 ** Math.ceil(Math.log2(heard.length + longest)));
  const spectrum = new Spectrum(size);
  const patterns = wanted.map(({ samples }): Pattern => {
    const pattern = { re: new Float64Array(size), im: new Float64Array(size) };
    pattern.re.set(samples);
    spectrum.forward(pattern.re, pattern.im);
    return pattern;
  });
  const nothing: Pattern = { re: new Float64Array(size), im: new Float64Array(size) };
  const energies = new Float64Array(heard.length + 1);
  for (let at = 0; at < heard.length; at++) energies[at + 1] = (energies[at] as number) + (heard[at] as number) ** 2;
  // What is far below the recording's own level is its silence: to be alike there means nothing.
  const quietest = ((energies[heard.length] as number) / heard.length) * 1e-4 + 1e-9;

  const best = wanted.map((): Place[] => []);
  const fresh = size - longest + 1;
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const [x, y] = [new Float64Array(size), new Float64Array(size)];
  for (let from = 0; from + 1 < heard.length; from += fresh) {
    re.fill(0).set(heard.subarray(from, from + size));
    im.fill(0);
    spectrum.forward(re, im);
    // Two pieces at once: both correlations are real, so one comes back as the real and one as the imaginary part.
    for (let nth = 0; nth < wanted.length; nth += 2) {
      const [one, two] = [patterns[nth] as Pattern, patterns[nth + 1] ?? nothing];
      for (let bin = 0; bin < size; bin++) {
        const [a, b] = [re[bin] as number, im[bin] as number];
        const [c, d, e, f] = [one.re[bin] as number, one.im[bin] as number, two.re[bin] as number, two.im[bin] as number];
        x[bin] = a * c + b * d - (b * e - a * f);
        y[bin] = b * c - a * d + (a * e + b * f);
      }
      spectrum.backward(x, y);
      for (const [which, correlation] of [x, y].entries()) {
        const piece = wanted[nth + which];
        const kept = best[nth + which];
        if (piece === undefined || kept === undefined) continue;
        const last = Math.min(fresh, heard.length - piece.samples.length - from + 1);
        for (let offset = 0; offset < last; offset++) {
          const at = from + offset;
          const energy = (energies[at + piece.samples.length] as number) - (energies[at] as number);
          if (energy < quietest * piece.samples.length) continue;
          keepPlace(kept, { at, score: (correlation[offset] as number) / size / (Math.sqrt(energy) * piece.norm) });
        }
      }
    }
  }
  return best;
}

/** Keeps the best few, of neighbours only the best: within 10 ms it is the same place. */
function keepPlace(places: Place[], place: Place): void {
  const weakest = places.at(-1);
  if (places.length === PLACES && weakest !== undefined && place.score <= weakest.score) return;
  const near = places.findIndex(({ at }) => Math.abs(at - place.at) <= RATE_HZ / 100);
  if (near >= 0) {
    if ((places[near] as Place).score >= place.score) return;
    places.splice(near, 1);
  }
  const below = places.findIndex(({ score }) => score < place.score);
  places.splice(below < 0 ? places.length : below, 0, place);
  if (places.length > PLACES) places.pop();
}

/** The beginning that most of the prompt agrees on. Each place of each piece proposes one; the others are held against it, each beside the one before. */
function vote(wanted: readonly Piece[], places: readonly (readonly Place[])[]): PromptMatch {
  const total = wanted.reduce((sum, { samples }) => sum + samples.length, 0);
  const slack = (SLACK_MS / 1_000) * RATE_HZ;
  let won: PromptMatch = { atMs: 0, score: 0, heard: 0, pieces: [] };
  for (const [nth, proposals] of places.entries()) {
    for (const proposal of proposals) {
      const begin = proposal.at - (wanted[nth] as Piece).at;
      const found = wanted.map((): Place | null => null);
      for (const direction of [1, -1]) {
        let shift = begin;
        for (let at = direction === 1 ? nth : nth - 1; at >= 0 && at < wanted.length; at += direction) {
          const expected = shift + (wanted[at] as Piece).at;
          const place = (places[at] ?? []).find((one) => Math.abs(one.at - expected) <= slack);
          if (place === undefined) continue;
          found[at] = place;
          // Only what surely is the prompt may move the place of what comes next.
          if (place.score >= HEARD_SCORE) shift = place.at - (wanted[at] as Piece).at;
        }
      }
      const sum = found.reduce((all, place, at) => all + Math.max(0, place?.score ?? 0) * (wanted[at] as Piece).samples.length, 0);
      if (sum / total <= won.score) continue;
      const heard = found.reduce(
        (all, place, at) => all + ((place?.score ?? 0) >= HEARD_SCORE ? (wanted[at] as Piece).samples.length : 0),
        0,
      );
      const first = found.findIndex((place) => place !== null && place.score >= HEARD_SCORE);
      const start = first < 0 ? begin : (found[first] as Place).at - (wanted[first] as Piece).at;
      won = {
        atMs: toMs(start),
        score: Math.min(1, sum / total),
        heard: heard / total,
        pieces: found.map((place, at) => piece(wanted[at] as Piece, place)),
      };
    }
  }
  return won;
}

const piece = ({ at, samples }: Piece, place: Place | null): PromptPiece => ({
  fromMs: toMs(at),
  untilMs: toMs(at + samples.length),
  atMs: place === null ? null : toMs(place.at),
  score: Math.min(1, Math.max(0, place?.score ?? 0)),
});

const toMs = (samples: number): number => Math.round((samples * 1_000) / RATE_HZ);
