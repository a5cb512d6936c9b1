import type { CommandModule } from '../command.ts';
import { registerFlowSchema } from './flow-schema.ts';
import { registerFlowSimulate } from './flow-simulate.ts';
import { registerFlowValidate } from './flow-validate.ts';

/** `flow validate`, `flow simulate` and `flow schema`: what is wrong with a flow, what it does in a story, and how it is written. */
export const flow: CommandModule = {
  register(program, context, run) {
    const command = program
      .command('flow')
      .description(context.say({ en: 'check a flow definition, or run it against a story', 'zh-CN': '检查流程定义，或按剧本仿真运行' }))
      .helpCommand(false);
    registerFlowValidate(command, context, run);
    registerFlowSimulate(command, context, run);
    registerFlowSchema(command, context, run);
  },
};
