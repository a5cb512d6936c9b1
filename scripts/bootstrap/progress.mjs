// Set-up speaks on standard error only, so that `--json` commands print nothing but their own output, and not at all
// when everything is in place.
import { language } from './environment.mjs';

const chosen = language();

/** Picks the reader's language out of a pair of texts. */
export function say(texts) {
  return texts[chosen];
}

/** Runs one step of the set-up and says what it was and how long it took. */
export async function step(texts, work) {
  const label = say(texts);
  const startedAt = performance.now();
  process.stderr.write(`  … ${label}\n`);
  const result = await work();
  process.stderr.write(`  ✓ ${label} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`);
  return result;
}

/** Ends the launcher: what is missing, and the exact command that mends it. */
export class Missing extends Error {
  constructor(texts, command) {
    super(say(texts));
    this.command = command;
  }
}
