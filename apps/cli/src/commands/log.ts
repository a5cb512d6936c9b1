import type { CommandModule } from '../command.ts';
import { registerLogVerify } from './log-verify.ts';

/** `guichet log …`: an institution's log of seals. */
export const logCommand: CommandModule = {
  register(program, context, run) {
    const log = program.command('log').description(context.say({ en: 'an institution’s log of seals', 'zh-CN': '机构的签封日志' }));
    registerLogVerify(log, context, run);
  },
};
