import type { CommandModule } from '../command.ts';
import { registerRulesCheck } from './rules-check.ts';
import { registerRulesDiff } from './rules-diff.ts';
import { registerRulesEvaluate } from './rules-evaluate.ts';
import { registerRulesSchema } from './rules-schema.ts';

/** `rules check`, `diff`, `evaluate` and `schema`: what is wrong with a pack, what a new version changes, what it says of a recording, and how it is written. */
export const rules: CommandModule = {
  register(program, context, run) {
    const command = program
      .command('rules')
      .description(context.say({ en: 'check a rule pack, or ask it about a recording', 'zh-CN': '检查规则包，或用它检查一段录像的事实' }))
      .helpCommand(false);
    registerRulesCheck(command, context, run);
    registerRulesDiff(command, context, run);
    registerRulesEvaluate(command, context, run);
    registerRulesSchema(command, context, run);
  },
};
