import {
  type CallParty,
  type DeskView,
  newId,
  parseSessionEvent,
  type RecordingDetail,
  type RecordingStatus,
  type RecordingSummary,
  type ReplyOf,
  type ServiceTypeView,
  type SessionEvent,
  type SessionEventType,
  type SkillView,
  type StaffRequests,
  type StaffRole,
  type StaffView,
  type WorkbenchView,
} from '@guichet/protocol';

/** What the console is shown in tests. Made anew for each server, so that times are of now. */
export const ids = {
  me: newId('stf'),
  colleague: newId('stf'),
  session: newId('ses'),
  self: newId('par'),
  customer: newId('par'),
  third: newId('par'),
  recording: newId('rec'),
  wealth: newId('svc'),
  account: newId('svc'),
  insurance: newId('svc'),
} as const;

export const service: ServiceTypeView = {
  id: ids.wealth,
  title: { 'zh-CN': '理财产品购买', en: 'Wealth product purchase' },
  summary: {
    'zh-CN': '购买我行代销的理财产品。全程录音录像，由坐席逐项说明风险。',
    en: 'Buy a wealth product that the bank distributes. Recorded from beginning to end; the agent explains each risk.',
  },
  expectedMinutes: 12,
  prepare: [
    { 'zh-CN': '本人有效身份证原件', en: 'Your own valid identity card' },
    { 'zh-CN': '扣款银行卡', en: 'The bank card to be debited' },
    { 'zh-CN': '安静、光线充足的地方', en: 'A quiet, well-lit place' },
  ],
};

export const staff = (...roles: StaffRole[]): StaffView => ({
  staffId: ids.me,
  staffNumber: '0837',
  displayName: '林静',
  roles,
  skills: ['wealth', 'account'],
  language: 'zh-CN',
});

const minute = 60_000;

export function desk(change: Partial<DeskView> = {}): DeskView {
  return {
    revision: 1,
    me: staff('agent'),
    status: 'idle',
    nextStatus: null,
    servedToday: 11,
    queues: [
      { serviceTypeId: ids.wealth, title: service.title, waiting: 5, longestWaitMs: 6 * minute + 12_000, idleAgents: 2 },
      {
        serviceTypeId: ids.account,
        title: { 'zh-CN': '开户核身', en: 'Account opening' },
        waiting: 2,
        longestWaitMs: minute + 48_000,
        idleAgents: 1,
      },
      { serviceTypeId: ids.insurance, title: { 'zh-CN': '保险双录', en: 'Insurance' }, waiting: 0, longestWaitMs: null, idleAgents: 3 },
    ],
    offer: null,
    incomingTransfer: null,
    workbench: null,
    ...change,
  };
}

export const offer = (): NonNullable<DeskView['offer']> => ({
  offerId: newId('ofr'),
  sessionId: ids.session,
  ticketNumber: 'A038',
  serviceType: service,
  waitedMs: 372_000,
  language: 'zh-CN',
  customerName: '王*明',
  ringsUntil: Date.now() + 13_000,
});

const colleague = { staffId: ids.colleague, displayName: '顾磊' };
const me = { staffId: ids.me, displayName: '林静' };

export const incomingTransfer = (): NonNullable<DeskView['incomingTransfer']> => ({
  transferId: newId('trf'),
  sessionId: ids.session,
  from: colleague,
  to: me,
  status: 'requested',
  serviceType: service,
  note: '客户想了解净值型产品的赎回规则，已核身。',
});

const party = (participantId: CallParty['participantId'], role: CallParty['role'], displayName: string, connected = true): CallParty => ({
  participantId,
  role,
  displayName,
  connected,
  pausedSources: [],
});

export const parties = {
  customer: party(ids.customer, 'customer', '王*明'),
  self: party(ids.self, 'agent', '林静（工号 0837）'),
  colleague: party(ids.third, 'agent', '顾磊（工号 0912）'),
};

const log = (startedAt: number): WorkbenchView['log'] => {
  const entry = (seq: number, afterMs: number, type: SessionEventType, detail: WorkbenchView['log'][number]['detail'] = {}) => ({
    seq,
    at: startedAt + afterMs,
    type,
    detail,
  });
  return [
    entry(18, 302_000, 'chat.sent'),
    entry(17, 241_000, 'track.resumed', { participantId: ids.customer, source: 'microphone' }),
    entry(16, 236_000, 'track.paused', { participantId: ids.customer, source: 'microphone' }),
    entry(15, 122_000, 'recording.recovered'),
    entry(14, 119_000, 'recording.degraded', { trouble: 'track_silent' }),
    entry(13, 118_000, 'call.participant_resumed', { participantId: ids.customer, awayMs: 2_400 }),
    entry(12, 115_000, 'call.participant_disconnected', { participantId: ids.customer }),
    entry(11, 3_100, 'recording.confirmed'),
    entry(10, 2_300, 'call.participant_joined', { participantId: ids.self }),
    entry(9, 1_900, 'call.participant_joined', { participantId: ids.customer }),
    entry(8, 1_200, 'recording.started'),
    entry(7, 700, 'call.participant_admitted', { participantId: ids.self, role: 'agent' }),
    entry(6, 600, 'call.participant_admitted', { participantId: ids.customer, role: 'customer' }),
    entry(5, 500, 'call.started'),
    entry(4, 0, 'offer.accepted'),
    entry(3, -372_000, 'ticket.issued', { number: 'A038', place: 6 }),
    entry(2, -380_000, 'check.reported', { verdict: 'good' }),
    entry(1, -420_000, 'consent.decided', { decision: 'accepted' }),
  ];
};

export function workbench(change: Partial<WorkbenchView> = {}, startedAt = Date.now() - 318_000): WorkbenchView {
  return {
    sessionId: ids.session,
    number: 'S-1118-0731',
    status: 'in_call',
    serviceType: service,
    language: 'zh-CN',
    customer: {
      displayName: '王*明',
      facts: [
        { name: 'phone', value: '138 **** 6621', masked: true },
        { name: 'idNumber', value: '330106 ******** 4417', masked: true },
        { name: 'customerNumber', value: '8800 **** 73', masked: true },
        { name: 'riskLevel', value: 'C4 进取型', masked: false },
      ],
    },
    check: { verdict: 'good' },
    call: { callId: newId('cal'), startedAt, held: false, parties: [parties.customer, parties.self] },
    recording: { recordingId: ids.recording, status: 'recording', trouble: null, startedAt, lastWrittenAt: Date.now() - 400 },
    transfer: null,
    guests: [],
    chat: [
      { messageId: newId('msg'), at: startedAt + 251_000, from: 'staff', text: '请把身份证正面放到画面中间。' },
      { messageId: newId('msg'), at: startedAt + 268_000, from: 'customer', text: '好的，稍等，我去拿一下。' },
      { messageId: newId('msg'), at: startedAt + 302_000, from: 'staff', text: '不急。灯光有点暗，方便的话请开一下灯。' },
    ],
    warnings: [],
    log: log(startedAt),
    wrapUpSaved: false,
    flow: null,
    ...change,
  };
}

export const busy = (change: Partial<WorkbenchView> = {}, deskChange: Partial<DeskView> = {}): DeskView =>
  desk({ status: 'busy', workbench: workbench(change), ...deskChange });

export const transfer = (status: 'requested' | 'accepted', from: 'me' | 'colleague' = 'me'): NonNullable<WorkbenchView['transfer']> => ({
  transferId: newId('trf'),
  sessionId: ids.session,
  from: from === 'me' ? me : colleague,
  to: from === 'me' ? colleague : me,
  status,
  serviceType: service,
  note: null,
});

const SKILLS: Readonly<Record<string, SkillView['name']>> = {
  account: { 'zh-CN': '账户', en: 'Accounts' },
  insurance: { 'zh-CN': '保险', en: 'Insurance' },
  loan: { 'zh-CN': '贷款', en: 'Loans' },
  wealth: { 'zh-CN': '理财', en: 'Wealth' },
  'wealth-senior': { 'zh-CN': '高级理财', en: 'Senior wealth' },
};
export const skills = (...wanted: readonly string[]): SkillView[] =>
  (wanted.length === 0 ? Object.keys(SKILLS) : wanted).map((skill) => ({ skill, name: SKILLS[skill] ?? { 'zh-CN': skill, en: skill } }));

export const colleagues: ReplyOf<StaffRequests['colleagues.list']>['colleagues'] = [
  { ...colleague, status: 'idle', skills: skills('wealth', 'insurance') },
  { staffId: newId('stf'), displayName: '杜薇', status: 'idle', skills: skills('loan') },
  { staffId: newId('stf'), displayName: '潘慧', status: 'busy', skills: skills('wealth') },
  { staffId: newId('stf'), displayName: '严涛', status: 'away', skills: skills('account') },
];

const summary = (index: number, status: RecordingStatus, change: Partial<RecordingSummary> = {}): RecordingSummary => ({
  recordingId: index === 0 ? ids.recording : newId('rec'),
  sessionId: ids.session,
  sessionNumber: `S-1118-07${31 - index}`,
  serviceType: service,
  status,
  startedAt: Date.now() - (index * 37 + 12) * minute,
  deletedAt: null,
  durationMs: status === 'recording' ? null : (12 - (index % 7)) * minute + 8_000 * index,
  sizeBytes: (48 + index * 13) * 1_000_000,
  gapCount: 0,
  customerName: ['王*明', '陈*芳', '李*', null, '欧阳*'][index % 5] ?? null,
  agentName: ['林静', '顾磊'][index % 2] ?? null,
  ...change,
});

export const recordings = (): RecordingSummary[] => [
  summary(1, 'recording', { sizeBytes: 9_400_000 }),
  summary(0, 'ready', { gapCount: 2 }),
  summary(2, 'muxing'),
  ...Array.from({ length: 9 }, (_, index) => summary(index + 3, index === 4 ? 'failed' : 'ready', index === 2 ? { gapCount: 1 } : {})),
];

/** Lengths as the files that `media.ts` makes have them. */
export const MEDIA_MS = 40_000;
export const LATE_MS = 3_000;
export const SCREEN_FROM_MS = 12_000;
export const SCREEN_TO_MS = 26_000;

const tracks: Record<string, RecordingDetail['tracks'][number]['trackId']> = {};
/** File of a track, by the id that the address names. */
export const trackNameOf = (trackId: string): string | null => Object.entries(tracks).find(([, id]) => id === trackId)?.[0] ?? null;

export function recordingDetail(status: RecordingStatus = 'ready', change: Partial<RecordingDetail> = {}): RecordingDetail {
  const track = (
    name: string,
    participantId: CallParty['participantId'],
    source: 'camera' | 'microphone' | 'screen',
    fromMs: number,
    toMs: number,
  ) => {
    const trackId = tracks[name] ?? (tracks[name] = newId('trk'));
    const kind = source === 'microphone' ? ('audio' as const) : ('video' as const);
    return { trackId, participantId, kind, source, fromMs, toMs, url: `/v1/recordings/${ids.recording}/tracks/${trackId}` };
  };
  const ready = status === 'ready';
  const all = [
    track('customer-camera', ids.customer, 'camera', 0, MEDIA_MS),
    track('customer-microphone', ids.customer, 'microphone', 0, MEDIA_MS),
    track('agent-camera', ids.self, 'camera', LATE_MS, MEDIA_MS),
    track('agent-microphone', ids.self, 'microphone', LATE_MS, MEDIA_MS),
    track('agent-screen', ids.self, 'screen', SCREEN_FROM_MS, SCREEN_TO_MS),
  ];
  return {
    ...summary(0, status, { durationMs: ready ? MEDIA_MS : null, gapCount: ready ? 2 : 0 }),
    parties: [
      { participantId: ids.self, role: 'agent', displayName: '林静（工号 0837）' },
      { participantId: ids.customer, role: 'customer', displayName: '王*明' },
    ],
    tracks: ready ? all : [],
    gaps: ready
      ? [
          { trackId: tracks['customer-camera'] ?? null, fromMs: 17_200, toMs: 18_900, trouble: 'track_silent' },
          { trackId: null, fromMs: 30_000, toMs: 30_640, trouble: 'worker_restarted' },
        ]
      : [],
    progress: status === 'muxing' ? 0.62 : null,
    mayDownload: ready,
    ...change,
  };
}
export function sessionEvents(startedAt: number): SessionEvent[] {
  const zeros = '0'.repeat(64);
  const event = (seq: number, afterMs: number, type: SessionEventType, payload: object) =>
    parseSessionEvent({
      version: 1,
      sessionId: ids.session,
      seq,
      at: startedAt + afterMs,
      mediaAt: afterMs >= 0 ? startedAt + afterMs : null,
      actor: { kind: 'system' },
      previousHash: zeros,
      hash: zeros,
      type,
      payload,
    });
  const callId = newId('cal');
  const recordingId = ids.recording;
  const customer = { callId, participantId: ids.customer };
  const agent = { callId, participantId: ids.self };
  return [
    event(1, -402_000, 'consent.decided', {
      kind: 'recording',
      textVersion: '1',
      textHash: zeros,
      language: 'zh-CN',
      decision: 'accepted',
    }),
    event(2, -372_000, 'ticket.issued', { ticketId: newId('tkt'), number: 'A038', place: 6 }),
    event(3, -2_000, 'offer.accepted', { offerId: newId('ofr'), staffId: ids.me }),
    event(4, -1_500, 'call.participant_admitted', { ...customer, role: 'customer', staffId: null }),
    event(5, -1_400, 'call.participant_admitted', { ...agent, role: 'agent', staffId: ids.me }),
    event(6, 900, 'call.participant_joined', customer),
    event(7, 3_000, 'recording.confirmed', { recordingId }),
    event(8, 12_000, 'track.published', { ...agent, trackId: newId('trk'), kind: 'video', source: 'screen', mimeType: 'video/H264' }),
    event(9, 17_200, 'recording.degraded', { recordingId, trouble: 'track_silent' }),
    event(10, 18_900, 'recording.recovered', { recordingId }),
    event(11, 26_000, 'track.closed', { ...agent, trackId: newId('trk'), source: 'screen' }),
    event(12, 30_000, 'call.moved', { callId, reason: 'worker_restarted', nodeId: newId('nod'), roomId: newId('rom'), recordingId }),
    event(13, 40_000, 'session.ended', { reason: 'completed' }),
  ];
}

export const nodes = () => [
  {
    nodeId: newId('nod'),
    keyThumbprint: 'q0u9uXQv3n1Jt9mJm1o5c6bq2iQmV0e1tZc4n7yVx1E',
    zone: 'dmz-hz',
    status: 'approved' as const,
    connected: true,
    signallingUrl: 'https://media-1.bank.example:7443',
    version: '0.1.0',
    load: { rooms: 12, peers: 26, busiestWorkerRatio: 0.412, freeDiskBytes: 412_000_000_000 },
    lastSeenAt: Date.now() - 1_200,
  },
  {
    nodeId: newId('nod'),
    keyThumbprint: 'Zk3nB7yVx1Eq0u9uXQv3n1Jt9mJm1o5c6bq2iQmV0e0',
    zone: 'intranet-sh',
    status: 'approved' as const,
    connected: false,
    signallingUrl: 'https://media-2.bank.example:7443',
    version: '0.1.0',
    load: null,
    lastSeenAt: Date.now() - 840_000,
  },
  {
    nodeId: newId('nod'),
    keyThumbprint: 'm1o5c6bq2iQmV0e1tZc4n7yVx1Eq0u9uXQv3n1Jt9mI',
    zone: 'cloud-bj',
    status: 'pending' as const,
    connected: false,
    signallingUrl: 'https://media-3.bank.example:7443',
    version: '0.1.0',
    load: null,
    lastSeenAt: null,
  },
  {
    nodeId: newId('nod'),
    keyThumbprint: 'V0e1tZc4n7yVx1Eq0u9uXQv3n1Jt9mJm1o5c6bq2iQk',
    zone: 'dmz-hz',
    status: 'retired' as const,
    connected: false,
    signallingUrl: 'https://media-0.bank.example:7443',
    version: '0.0.9',
    load: null,
    lastSeenAt: Date.now() - 86_400_000 * 3,
  },
];
