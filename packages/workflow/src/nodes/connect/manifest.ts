import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { explained, text } from '../shared/text.ts';

export const ConnectConfig = z.object({
  step: explained(
    z.enum(['open', 'close']).default('open'),
    text('动作', 'Does what'),
    text('“短视频”在这一段结束时需要对应的“挂断”环节。', 'A short video needs a matching “close” where this part ends.'),
  ),
  mode: explained(
    z.enum(['long', 'short']).default('long'),
    text('通话方式', 'Kind of call'),
    text(
      '“长视频”通话贯穿后续环节；“短视频”通话只在银行自有流程的这一段内存在。',
      'A long video spans the nodes after it; a short one exists only inside this part of the bank’s own flow.',
    ),
  ),
  with: explained(z.enum(['agent', 'virtual_agent']).default('agent'), text('通话对象', 'With whom')),
  recorded: explained(
    z.boolean().default(true),
    text('确认录制后才继续', 'Goes on only when it is recorded'),
    text('在确认双方音视频都已写入之前不进入下一环节。', 'The next step begins when sound and picture of both are being written.'),
  ),
});
export type ConnectConfig = z.infer<typeof ConnectConfig>;

export const connectManifest: NodeManifest<ConnectConfig> = {
  type: 'connect',
  title: text('视频接通', 'Connect'),
  description: text(
    '建立视频通话并确认录制已开始；或结束短视频通话。',
    'Opens the call and sees that it is recorded; or ends a short one.',
  ),
  icon: 'video',
  category: 'start',
  config: ConnectConfig,
  outputs: { callId: { type: 'string', title: text('通话编号', 'Call') } },
  ports: ({ step }) => [step === 'close' ? 'closed' : 'connected'],
  actors: () => [],
  needs: () => [],
  actions: {},
  waits: true,
};
