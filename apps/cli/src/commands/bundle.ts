import type { CommandModule } from '../command.ts';
import { registerBundleFiles } from './bundle-files.ts';
import { registerBundleStore } from './bundle-store.ts';

/** `bundle new-key`, `pack`, `check`: files, offline. `bundle list`, `install`, `remove`: what a counter has, as a member of staff. */
export const bundle: CommandModule = {
  register(program, context, run) {
    const command = program
      .command('bundle')
      .description(
        context.say({
          en: 'sign, check, install and remove bundles of components and business scenarios',
          'zh-CN': '签名、核验、安装和移除组件与业务场景包',
        }),
      )
      .helpCommand(false);
    registerBundleFiles(command, context, run);
    registerBundleStore(command, context, run);
  },
};
