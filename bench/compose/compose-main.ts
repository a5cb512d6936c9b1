/** Makes one composite: `node compose-main.ts RECORDING.json OUTPUT.mp4`. A process of its own, so that its memory can be seen. */
import { readFileSync } from 'node:fs';
import { composeRecording, type MuxedRecording } from '@guichet/recording/compose';

const [, , recordingPath = '', outputPath = ''] = process.argv;
const recording = JSON.parse(readFileSync(recordingPath, 'utf8')) as MuxedRecording;
const text = '本产品为非保本浮动收益型理财产品，不保证本金和收益，您的本金可能会因市场变动而蒙受损失。';
await composeRecording(recording, outputPath, {
  layout: 'side-by-side',
  story: {
    ...{ language: 'zh-CN', timeZone: 'Asia/Shanghai', sessionNumber: '20261122-0042', gaps: [], speech: [] },
    parties: [
      { participantId: 'a', name: '张三', role: 'customer' },
      { participantId: 'b', name: '李伟', role: 'agent' },
    ],
    steps: Array.from({ length: 12 }, (_, at) => ({ fromMs: at * 15_000, untilMs: (at + 1) * 15_000, text: `风险揭示 ${at + 1}` })),
    captions: Array.from({ length: 30 }, (_, at) => ({ fromMs: at * 6_000, untilMs: at * 6_000 + 5_000, text: `${at + 1}：${text}` })),
    chapters: [{ fromMs: 0, untilMs: 30_000, text: '风险揭示' }],
  },
});
