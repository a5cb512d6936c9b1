import type { CommandModule } from '../command.ts';
import { registerFlowProve } from './flow-prove.ts';
import { registerFlowSchema } from './flow-schema.ts';
import { registerFlowSimulate } from './flow-simulate.ts';
import { registerFlowValidate } from './flow-validate.ts';

/** `flow validate`, `prove`, `simulate` and `schema`: what is wrong with a flow, whether rules hold on its paths, what it does in a story, how it is written. */
export const flow: CommandModule = {
  register(program, context, run) {
    const command = program
      .command('flow')
      .description(
        context.say({
          en: 'check a flow definition, prove rules of it, or run it against a story',
          'zh-CN': '检查流程定义，证明次序规则，或按剧本仿真运行',
        }),
      )
      .helpCommand(false);
    registerFlowValidate(command, context, run);
    registerFlowProve(command, context, run);
    registerFlowSimulate(command, context, run);
    registerFlowSchema(command, context, run);
  },
};
