import type { NoticeView } from '@guichet/protocol';

/**
 * Never edited once a customer may have seen it: another wording is another version. The earlier ones stay, for the logs that name them.
 */
export const DEMO_NOTICES: readonly Omit<NoticeView, 'textHash'>[] = [
  {
    kind: 'recording',
    textVersion: 'recording-v1',
    language: 'zh-CN',
    title: '全程录音录像',
    summary: '从接通到结束，双方的声音和画面都会录下来，留作凭证。',
    body: [
      '为了保护您的权益，本次视频办理从坐席接通起全程录音录像，直到结束。录下的内容包括您和坐席的声音、画面，您共享的屏幕，以及每一步的时间。',
      '录制只用于证明业务是怎样办理的、检查我们的服务，以及处理今后的争议，不用于营销。',
      '内容从第一个字节起加密保存，保存期按法律和监管要求计算，到期删除。办理中和结束后，您可以取得录制的指纹，用它查出录制有没有被改动。',
      '您同意之前，摄像头和麦克风不会打开，也不会录制。设备检查的声音和画面只有您自己能看到，不录制。',
      '您可以不同意，不影响您通过网点等其他方式办理。您也可以随时结束通话，结束后不再录制。',
    ].join('\n\n'),
  },
  {
    kind: 'recording',
    textVersion: 'recording-v1',
    language: 'en',
    title: 'Sound and picture are recorded',
    summary: 'From the first moment of the call to its end, both sides are recorded as proof.',
    body: [
      'To protect you, the call is recorded in sound and picture from the moment the agent answers until it ends: your voice and picture and the agent’s, the screen you share, and the time of every step.',
      'The recording serves to prove how the business was done, to check our service, and to settle a dispute. It is not used for advertising.',
      'It is encrypted from its first byte and kept as long as law and regulation ask, then deleted. During the call and after it you can take the recording’s fingerprint with you, which shows whether anybody has changed it.',
      'Before you agree, neither camera nor microphone is opened and nothing is recorded. In the device check only you see and hear yourself; it is not recorded.',
      'You may refuse and still be served another way, at a branch for instance. You may end the call at any time; nothing is recorded after that.',
    ].join('\n\n'),
  },
];
