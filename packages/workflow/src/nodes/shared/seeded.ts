/**
 * An order of the numbers 0 … `count` − 1 that the seed decides: Fisher and Yates's shuffle over the generator Mulberry32 (T. Ettinger, public
 * domain). The same seed gives the same order for ever, so that a replay shows what was shown.
 */
export function seededOrder(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  const next = mulberry32(seed);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}

/** Seeds of one run's visits and of its nodes must not be the same; `salt` names what is drawn. */
export function saltedSeed(seed: number, visit: number, salt: string): number {
  let mixed = (seed ^ Math.imul(visit, 0x9e37_79b9)) >>> 0;
  for (const letter of salt) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  return mixed;
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
