/** Human voices speak within this range (Titze, Principles of Voice Production, ch. 8, with room at both ends). */
const LOWEST_HZ = 70;
const HIGHEST_HZ = 400;
/** So alike a voiced sound is to itself one period later; noise and consonants are not. */
const VOICED_AT = 0.5;
/** Of 16 kHz every fourth sample is left: the fundamental stands far below what that loses. */
const THINNED = 4;

/**
 * Fundamental frequency of a frame of speech by normalised autocorrelation; null where it is not voiced.
 *
 * @param samples 16 bit, one channel @param sampleRate a multiple of 4 000
 */
export function pitchOf(samples: Int16Array, sampleRate: number): number | null {
  const rate = sampleRate / THINNED;
  const thin = thinned(samples);
  const shortest = Math.floor(rate / HIGHEST_HZ);
  const longest = Math.min(Math.floor(rate / LOWEST_HZ), Math.floor(thin.length / 2));
  const span = thin.length - longest;
  let best = { lag: 0, likeness: 0 };
  const own = energyOf(thin, 0, span);
  if (own === 0) return null;
  const likenesses: number[] = [];
  for (let lag = shortest; lag <= longest; lag += 1) {
    let product = 0;
    for (let at = 0; at < span; at += 1) product += (thin[at] ?? 0) * (thin[at + lag] ?? 0);
    const likeness = product / Math.sqrt(own * energyOf(thin, lag, span) || 1);
    likenesses.push(likeness);
    if (likeness > best.likeness) best = { lag, likeness };
  }
  if (best.likeness < VOICED_AT) return null;
  // Two periods are as alike as one: the shortest lag that is nearly as good is the period.
  const first = likenesses.findIndex(
    (likeness, index) =>
      likeness >= best.likeness * 0.9 && likeness >= (likenesses[index + 1] ?? 0) && likeness >= (likenesses[index - 1] ?? 0),
  );
  return rate / (first < 0 ? best.lag : first + shortest);
}

/** Means of four: a low pass good enough for a fundamental below 400 Hz. */
function thinned(samples: Int16Array): Float64Array {
  const thin = new Float64Array(Math.floor(samples.length / THINNED));
  let mean = 0;
  for (let at = 0; at < thin.length; at += 1) {
    let sum = 0;
    for (let of = 0; of < THINNED; of += 1) sum += samples[at * THINNED + of] ?? 0;
    thin[at] = sum / THINNED;
    mean += sum / THINNED;
  }
  mean /= Math.max(1, thin.length);
  return thin.map((value) => value - mean);
}

function energyOf(samples: Float64Array, from: number, count: number): number {
  let energy = 0;
  for (let at = from; at < from + count; at += 1) energy += (samples[at] ?? 0) ** 2;
  return energy;
}
