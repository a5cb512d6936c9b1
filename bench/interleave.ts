/**
 * Runs several contestants in turns, so that what else the machine does at the time falls on all of them alike: a b c, a b c, …
 * Resolves to each one's results in the order of its rounds.
 */
export async function interleave<Name extends string, Result>(
  contestants: Readonly<Record<Name, () => Promise<Result>>>,
  rounds: number,
  onRound: (name: Name, round: number, result: Result) => void = () => {},
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const result = await contestants[name]();
      results[name].push(result);
      onRound(name, round, result);
    }
  }
  return results;
}
