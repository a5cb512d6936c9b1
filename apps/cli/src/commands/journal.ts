import type { CommandModule } from '../command.ts';
import { registerJournalCompose } from './journal-compose.ts';
import { registerJournalInfo } from './journal-info.ts';
import { registerJournalMux } from './journal-mux.ts';

/** `journal info`, `journal mux` and `journal compose`: what a recording's journal holds, a file to play of it, and one picture of all parties. */
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
    registerJournalCompose(command, context, run);
  },
};
