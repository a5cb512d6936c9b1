/**
 * The exact bounds of a share (Clopper and Pearson, Biometrika 26, 1934): the shares at which as many successes or more, or as few or fewer, have a
 * likelihood of 2.5 %. For no successes the upper bound is one-sided, as nothing lies below: 1 − 0.05^(1/n).
 */
export function clopperPearson(successes: number, trials: number): { lower: number; upper: number } {
  if (trials === 0) return { lower: 0, upper: 1 };
  if (successes === 0) return { lower: 0, upper: 1 - 0.05 ** (1 / trials) };
  if (successes === trials) return { lower: 0.05 ** (1 / trials), upper: 1 };
  return {
    lower: solve((share) => 1 - atMost(successes - 1, trials, share) - 0.025),
    upper: solve((share) => 0.025 - atMost(successes, trials, share)),
  };
}

/** The one-sided upper bound: the share at which as few successes or fewer have a likelihood of 5 %. What is claimed of mistakes, where only too many would harm. */
export function atMostShare(successes: number, trials: number): number {
  if (trials === 0 || successes >= trials) return 1;
  if (successes === 0) return 1 - 0.05 ** (1 / trials);
  return solve((share) => 0.05 - atMost(successes, trials, share));
}

/** The likelihood of at most `count` successes. */
function atMost(count: number, trials: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return count >= trials ? 1 : 0;
  let term = trials * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let successes = 1; successes <= count; successes += 1) {
    term += Math.log(((trials - successes + 1) / successes) * (share / (1 - share)));
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** Where a rising function of a share is 0. */
function solve(rising: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
