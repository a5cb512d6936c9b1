/** Sum of products of `sound` with the stretch of `track` that begins at each sample, by way of the frequency domain: minutes in a second. */
export function crossCorrelation(track: ArrayLike<number>, sound: ArrayLike<number>): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(track.length + sound.length));
  const one = toFrequencies(track, size);
  const other = toFrequencies(sound, size);
  const product = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    const [a, b] = [one.real[k] ?? 0, one.imaginary[k] ?? 0];
    const [c, d] = [other.real[k] ?? 0, other.imaginary[k] ?? 0];
    // Times the conjugate of the sound; conjugated once more, so that the forward transform leads back.
    product.real[k] = a * c + b * d;
    product.imaginary[k] = -(b * c - a * d);
  }
  transform(product);
  return product.real.map((value) => value / size);
}

interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function toFrequencies(samples: ArrayLike<number>, size: number): Complex {
  const values = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  values.real.set(samples);
  transform(values);
  return values;
}

/** The fast Fourier transform in place (Cooley and Tukey 1965, radix 2); the size is a power of two. */
function transform({ real, imaginary }: Complex): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j] ?? 0, real[i] ?? 0];
    [imaginary[i], imaginary[j]] = [imaginary[j] ?? 0, imaginary[i] ?? 0];
  }
  for (let length = 2; length <= size; length <<= 1) {
    const half = length >> 1;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length;
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      for (let at = k; at < size; at += length) {
        const to = at + half;
        const [r, i] = [real[to] ?? 0, imaginary[to] ?? 0];
        const [turnedR, turnedI] = [r * cosine - i * sine, r * sine + i * cosine];
        const [keptR, keptI] = [real[at] ?? 0, imaginary[at] ?? 0];
        real[at] = keptR + turnedR;
        imaginary[at] = keptI + turnedI;
        real[to] = keptR - turnedR;
        imaginary[to] = keptI - turnedI;
      }
    }
  }
}
