import type { CommandModule } from '../command.ts';
import { registerJournalInfo } from './journal-info.ts';
import { registerJournalMux } from './journal-mux.ts';

/** `journal info` and `journal mux`: what a recording's journal holds, and a file to play of it. */
export const journal: CommandModule = {
  register(program, context, run) {
    const command = program
      .command('journal')
      .description(
        context.say({ en: 'look into a recording’s journal, or make a file of it', 'zh-CN': '查看录制日志，或将其转为可播放文件' }),
      )
      .helpCommand(false);
    registerJournalInfo(command, context, run);
    registerJournalMux(command, context, run);
  },
};
