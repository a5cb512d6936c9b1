/** Fourier transforms of one length, a power of two, in place. The tables are made once. */
export class Spectrum {
  readonly length: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #swaps: Uint32Array;

  constructor(length: number) {
    if (length < 2 || (length & (length - 1)) !== 0) throw new RangeError('The length is a power of two');
    this.length = length;
    this.#cos = Float64Array.from({ length: length / 2 }, (_, at) => Math.cos((2 * Math.PI * at) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, at) => Math.sin((2 * Math.PI * at) / length));
    this.#swaps = new Uint32Array(length);
    for (let at = 1; at < length; at++) this.#swaps[at] = ((this.#swaps[at >> 1] ?? 0) >> 1) | ((at & 1) * (length >> 1));
  }

  /** From samples to frequencies, unscaled. */
  forward(real: Float64Array, imaginary: Float64Array): void {
    this.#transform(real, imaginary, -1);
  }

  /** From frequencies to samples, unscaled: the result is `length` times what was. */
  backward(real: Float64Array, imaginary: Float64Array): void {
    this.#transform(real, imaginary, 1);
  }

  /** Cooley and Tukey's, radix 2, decimation in time. */
  #transform(re: Float64Array, im: Float64Array, sign: 1 | -1): void {
    const { length } = this;
    for (let at = 0; at < length; at++) {
      const other = this.#swaps[at] as number;
      if (other <= at) continue;
      const [a, b] = [re[at] as number, im[at] as number];
      re[at] = re[other] as number;
      im[at] = im[other] as number;
      re[other] = a;
      im[other] = b;
    }
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let from = 0; from < length; from += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = this.#cos[k * stride] as number;
          const s = sign * (this.#sin[k * stride] as number);
          const low = from + k;
          const high = low + half;
          const [x, y] = [re[high] as number, im[high] as number];
          const [tx, ty] = [x * c - y * s, x * s + y * c];
          re[high] = (re[low] as number) - tx;
          im[high] = (im[low] as number) - ty;
          re[low] = (re[low] as number) + tx;
          im[low] = (im[low] as number) + ty;
        }
      }
    }
  }
}
