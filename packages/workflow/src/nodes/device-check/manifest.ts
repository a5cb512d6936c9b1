import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { explained, text } from '../shared/text.ts';

export const DeviceCheckConfig = z.object({
  camera: explained(z.boolean().default(true), text('必须有摄像头', 'Needs a camera')),
  microphone: explained(z.boolean().default(true), text('必须有麦克风', 'Needs a microphone')),
  network: explained(
    z.enum(['good', 'poor', 'any']).default('poor'),
    text('网络至少达到', 'The network is at least'),
    text('“较差”仍可通话但画面较小；“不限”不检查网络。', '“poor” still carries a call with less picture; “any” asks nothing of it.'),
  ),
  attempts: explained(
    z.number().int().min(1).max(10).default(3),
    text('最多检测次数', 'How often it may be tried'),
    text('都没有通过时走“未通过”出口。', 'When none of them passed it leads to “failed”.'),
  ),
  mandatory: explained(
    z.boolean().default(false),
    text('必须检测', 'Mandatory'),
    text('否则客户可以跳过检测直接取号。', 'Otherwise the customer may skip it by taking a ticket.'),
  ),
});
export type DeviceCheckConfig = z.infer<typeof DeviceCheckConfig>;

export const deviceCheckManifest: NodeManifest<DeviceCheckConfig> = {
  type: 'device-check',
  title: text('设备检测', 'Device check'),
  description: text('检测客户的摄像头、麦克风、扬声器和网络。', 'Looks at the customer’s camera, microphone, speaker and network.'),
  icon: 'device-mobile-check',
  category: 'start',
  config: DeviceCheckConfig,
  outputs: {
    verdict: { type: 'string', title: text('网络结论', 'Verdict on the network') },
    skipped: { type: 'boolean', title: text('客户跳过了检测', 'The customer skipped it') },
  },
  ports: () => ['passed', 'failed'],
  actors: () => ['customer'],
  needs: () => [],
  actions: {},
  waits: true,
};
