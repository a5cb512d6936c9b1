import type { CommandModule } from '../command.ts';
import { registerFaceCompare } from './face-compare.ts';

/** `guichet face …`: what the engines say of faces. */
export const face: CommandModule = {
  register(program, context, run) {
    const parent = program
      .command('face')
      .description(context.say({ en: 'faces, by the engines of this installation', 'zh-CN': '人脸比对' }));
    registerFaceCompare(parent, context, run);
  },
};
