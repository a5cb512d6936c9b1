import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { single } from './tally.ts';

/** Every rule of .oxlintrc.json, the directions of imports among them, and the one layout of biome.json. Counts as one check. */
export const lintStep: TestStep = async ({ config, env, filters }) => {
  const options = { cwd: config.repositoryRoot, env };
  const rules = await showScript(['node_modules/oxlint/bin/oxlint', '--deny-warnings', ...filters], options);
  const layout = await showScript(['node_modules/@biomejs/biome/bin/biome', 'format', ...filters], options);
  return single(rules === 0 && layout === 0);
};
