/** Resolves to the first value of `look` that is neither false nor undefined nor null; rejects after `withinMs`. */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 5_000): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined && found !== null) return found as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
