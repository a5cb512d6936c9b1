import { z } from 'zod';

const Environment = z.object({
  /** Repeats a random test: the seed it printed when it failed. */
  GUICHET_TEST_SEED: z.coerce.number().int().min(0).max(0xffff_ffff).optional(),
  /** A browser to use instead of the one that is found. */
  CHROMIUM_PATH: z.string().startsWith('/').optional(),
  FIREFOX_PATH: z.string().startsWith('/').optional(),
});

export interface KitConfig {
  readonly testSeed: number | undefined;
  readonly chromiumPath: string | undefined;
  readonly firefoxPath: string | undefined;
}

/** @throws naming every wrong variable. */
export function readKitConfig(env: NodeJS.ProcessEnv = process.env): KitConfig {
  const parsed = Environment.safeParse(env);
  if (!parsed.success) throw new Error(`Wrong environment: ${z.prettifyError(parsed.error)}`);
  return { testSeed: parsed.data.GUICHET_TEST_SEED, chromiumPath: parsed.data.CHROMIUM_PATH, firefoxPath: parsed.data.FIREFOX_PATH };
}

/** The seed of this run: `GUICHET_TEST_SEED`, or a fresh one. Whoever uses it prints it. */
export function chooseSeed(): number {
  return readKitConfig().testSeed ?? Math.floor(Math.random() * 0x1_0000_0000);
}
