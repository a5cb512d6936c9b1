import { type CallParty, type CustomerSessionView, newId, type NoticeView, type ServiceChoice } from '@guichet/protocol';

/** What a customer's pages are shown in tests. Made anew for each server, so that times are of now. */
export const ids = {
  session: newId('ses'),
  self: newId('par'),
  agent: newId('par'),
  colleague: newId('par'),
  recording: newId('rec'),
} as const;

export const bank: CustomerSessionView['bank'] = { name: { 'zh-CN': '临江银行', en: 'Linjiang Bank' }, logoUrl: null };

const idCard = { 'zh-CN': '身份证原件', en: 'Your ID card, the original' };

const service = (
  title: ServiceChoice['title'],
  summary: ServiceChoice['summary'],
  expectedMinutes: number,
  change: Partial<ServiceChoice> = {},
): ServiceChoice => ({
  id: newId('svc'),
  title,
  summary,
  expectedMinutes,
  prepare: [idCard, { 'zh-CN': '安静、没有旁人的地方', en: 'A quiet place with nobody else around' }],
  open: true,
  hours: [],
  ...change,
});

export const services = [
  service(
    { 'zh-CN': '理财双录', en: 'Wealth product, recorded' },
    { 'zh-CN': '与持证理财经理视频办理理财购买', en: 'Buy a wealth product by video with a licensed manager' },
    12,
  ),
  service(
    { 'zh-CN': '开户核身', en: 'Open an account' },
    { 'zh-CN': '视频核验本人，开立二类账户', en: 'Be identified by video and open a class II account' },
    8,
  ),
  service(
    { 'zh-CN': '保险双录', en: 'Insurance, recorded' },
    { 'zh-CN': '视频讲解并签署代销保险', en: 'Have an insurance explained and sign it by video' },
    15,
    { open: false, hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] },
  ),
] as const;

const notices: readonly NoticeView[] = [
  {
    kind: 'recording',
    textVersion: 'recording-v1',
    language: 'zh-CN',
    title: '全程录音录像',
    summary: '从接通到结束，双方的声音和画面都会录下来，留作凭证。',
    body: [
      '为了保护您的权益，本次视频办理从坐席接通起全程录音录像，直到结束。录下的内容包括您和坐席的声音、画面，您共享的屏幕，以及每一步的时间。',
      '录制只用于证明业务是怎样办理的、检查我们的服务，以及处理今后的争议，不用于营销。',
      '内容从第一个字节起加密保存，保存期按法律和监管要求计算，到期删除。',
      '您可以不同意，不影响您通过网点等其他方式办理。您也可以随时结束通话，结束后不再录制。',
    ].join('\n\n'),
    textHash: '0'.repeat(64),
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
      'It is encrypted from its first byte and kept as long as law and regulation ask, then deleted.',
      'You may refuse and still be served another way, at a branch for instance. You may end the call at any time; nothing is recorded after that.',
    ].join('\n\n'),
    textHash: '0'.repeat(64),
  },
];

type Language = CustomerSessionView['language'];

/** The notice in the language of the session, as the counter sends it. */
export const noticesIn = (language: Language): NoticeView[] => notices.filter((notice) => notice.language === language);

export const session = (change: Partial<CustomerSessionView> = {}): CustomerSessionView => ({
  sessionId: ids.session,
  number: 'S-1122-0007',
  revision: 1,
  status: 'entered',
  endReason: null,
  language: 'zh-CN',
  bank,
  serviceType: services[0],
  notices: noticesIn(change.language ?? 'zh-CN'),
  accepted: [],
  otherChannels: [
    {
      kind: 'branch',
      title: { 'zh-CN': '到网点办理', en: 'Visit a branch' },
      detail: {
        'zh-CN': '带上身份证到任一网点，工作日 9:00 至 17:00。',
        en: 'Bring your ID card to any branch, 9:00 to 17:00 on working days.',
      },
    },
    {
      kind: 'phone',
      title: { 'zh-CN': '电话咨询', en: 'Call us' },
      detail: {
        'zh-CN': '拨打银行卡背面的客服电话，可以先咨询再预约。',
        en: 'Ring the number on the back of your card to ask first and book later.',
      },
    },
  ],
  check: null,
  ticket: null,
  call: null,
  recording: null,
  chat: [],
  hints: [],
  receipt: null,
  rated: false,
  flow: null,
  ...change,
});

export const waiting = (ticket: Partial<NonNullable<CustomerSessionView['ticket']>> = {}): Partial<CustomerSessionView> => ({
  status: 'waiting',
  accepted: ['recording'],
  check: { verdict: 'good' },
  ticket: { number: 'A038', place: 4, expectedWaitMs: 380_000, ringing: false, ...ticket },
});

const party = (participantId: CallParty['participantId'], role: CallParty['role'], displayName: string): CallParty => ({
  participantId,
  role,
  displayName,
  connected: true,
  pausedSources: [],
});

export const parties = {
  customer: party(ids.self, 'customer', '王*明'),
  agent: party(ids.agent, 'agent', '林静（工号 0837）'),
  colleague: party(ids.colleague, 'agent', '顾磊（工号 0912）'),
};

export function inCall(change: Partial<CustomerSessionView> = {}, startedAt = Date.now() - 318_000): Partial<CustomerSessionView> {
  return {
    status: 'in_call',
    accepted: ['recording'],
    check: { verdict: 'good' },
    call: { callId: newId('cal'), startedAt, held: false, parties: [parties.customer, parties.agent] },
    recording: { recordingId: ids.recording, status: 'recording', trouble: null, startedAt, lastWrittenAt: Date.now() },
    ...change,
  };
}

export const recording = (change: Partial<NonNullable<CustomerSessionView['recording']>>): CustomerSessionView['recording'] => ({
  recordingId: ids.recording,
  status: 'recording',
  trouble: null,
  startedAt: Date.now() - 318_000,
  lastWrittenAt: Date.now(),
  ...change,
});

export const chat = (startedAt = Date.now() - 318_000): CustomerSessionView['chat'] => [
  { messageId: newId('msg'), at: startedAt + 251_000, from: 'staff', text: '请把身份证正面放到画面中间。' },
  { messageId: newId('msg'), at: startedAt + 268_000, from: 'customer', text: '好的，稍等，我去拿一下。' },
  { messageId: newId('msg'), at: startedAt + 302_000, from: 'staff', text: '不急。灯光有点暗，方便的话请开一下灯。' },
];

export const HEAD = '9f2c41d07be85a3366fd1d0c48e0b79251ac6f3e8b07d94e2a5c13f7608bd9e4';

export const ended = (change: Partial<CustomerSessionView> = {}): Partial<CustomerSessionView> => ({
  status: 'ended',
  endReason: 'completed',
  accepted: ['recording'],
  recording: recording({ status: 'muxing' }),
  receipt: { endedAt: Date.now() - 4_000, durationMs: 754_000, recordingHead: HEAD, chunks: 151, final: true },
  ...change,
});
