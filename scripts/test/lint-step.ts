import { showScript } from './show-script.ts';
import type { TestStep } from './step.ts';
import { single } from './tally.ts';

/** Every rule of .oxlintrc.json, the directions of imports among them. */
export const lintStep: TestStep = async ({ config, env, filters }) => {
  const args = ['node_modules/oxlint/bin/oxlint', '--deny-warnings', ...filters];
  return single((await showScript(args, { cwd: config.repositoryRoot, env })) === 0);
};
