import {
  type DeletionView,
  type HoldView,
  type KeyDestructionView,
  newId,
  type RecordingRetention,
  type RetentionLine,
  type RetentionPolicyView,
  type RouteName,
  type StoreAlarmView,
  type StoreStatus,
} from '@guichet/protocol';
import { ids } from './fixtures.ts';

const text = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english });
const DAY_MS = 86_400_000;
const NOW = Date.now();

export interface RetentionScenario {
  readonly sessions: readonly RetentionLine[];
  readonly holds: readonly HoldView[];
  readonly deletions: readonly DeletionView[];
  readonly alarms: readonly StoreAlarmView[];
  readonly destructions: readonly KeyDestructionView[];
  readonly store: Partial<StoreStatus>;
  readonly kept: Partial<RecordingRetention>;
}

const policy = (facts: Pick<RetentionPolicyView, 'id' | 'title' | 'citation' | 'source' | 'periods'> & Partial<RetentionPolicyView>) => ({
  version: 1,
  pack: 'baseline',
  checked: true,
  on: true,
  appliesTo: { channel: null, product: null },
  services: [],
  ...facts,
});

const policies = (): RetentionPolicyView[] => [
  policy({
    id: 'own-five-years',
    title: text('录制后保存 5 年', 'Five years from the recording'),
    citation: {
      ref: 'own',
      text: text('本机构自行设定的下限，适用于全部业务。', 'The institution’s own minimum, for every service.'),
      seen: 'own',
    },
    source: 'own',
    periods: [{ from: 'recorded', months: 60 }],
  }),
  policy({
    id: 'CN-B5',
    title: text('产品、合同均终止后 6 个月', 'Six months after both product and contract ended'),
    citation: {
      ref: 'CN-B5',
      text: text(
        '银监办发〔2017〕110号：保存至产品终止日或合同关系解除日起 6 个月。',
        'Yin Jian Ban Fa [2017] 110: six months after the later of the product’s and the contract’s end.',
      ),
      seen: 'secondary',
    },
    source: 'regulator',
    appliesTo: { channel: ['branch'], product: ['wealth_product', 'insurance'] },
    periods: [
      { from: 'product_end', months: 6 },
      { from: 'contract_end', months: 6 },
    ],
  }),
  policy({
    id: 'CN-S2',
    title: text('证券期货适当性留痕 20 年', 'Notices on suitability: twenty years'),
    citation: {
      ref: 'CN-S2',
      text: text('证券期货投资者适当性要求，未核对原文。', 'CSRC suitability; not held against its text.'),
      seen: 'memory',
    },
    source: 'regulator',
    checked: false,
    on: false,
    appliesTo: { channel: null, product: ['securities'] },
    periods: [{ from: 'recorded', months: 240 }],
  }),
];

const line = (number: string, change: Partial<RetentionLine> = {}): RetentionLine => ({
  sessionId: newId('ses'),
  sessionNumber: number,
  serviceTitle: text('理财产品购买', 'Buying a wealth product'),
  recordedAt: NOW - 40 * DAY_MS,
  recordings: [ids.recording],
  policies: ['own-five-years', 'CN-B5'],
  state: 'kept',
  until: NOW + 1_700 * DAY_MS,
  waitsFor: [],
  productEndedOn: null,
  contractEndedOn: null,
  disputes: [],
  held: false,
  ...change,
});

export const sessions = (): RetentionLine[] => [
  line('20211103-0004', { state: 'due', until: NOW - 3 * DAY_MS, recordedAt: NOW - 1_840 * DAY_MS, policies: ['own-five-years'] }),
  line('20261122-0010', { until: null, waitsFor: ['product_end', 'contract_end'], held: true }),
  line('20261120-0007', { disputes: ['D-2026-118'] }),
  line('20261118-0031', { policies: ['CN-S2', 'own-five-years'] }),
];

export const holds = (): HoldView[] => {
  const hold = {
    sessionId: newId('ses'),
    recordingId: ids.recording,
    placedAt: NOW - 9 * DAY_MS,
    releaseReason: null,
    releaseRequestedBy: null,
    releaseRequestedAt: null,
    releasedBy: null,
    releasedAt: null,
    mayRelease: false,
  };
  return [
    {
      ...hold,
      holdId: newId('hld'),
      sessionNumber: '20261122-0010',
      state: 'standing',
      reason: '法院调取证据，案号（2026）沪0115民初1182号',
      placedBy: '林静',
    },
    {
      ...hold,
      holdId: newId('hld'),
      sessionNumber: '20260911-0002',
      state: 'release_requested',
      reason: 'Complaint of the customer, letter of 11 September',
      placedBy: '周敏',
      releaseReason: 'Settled on 20 November',
      releaseRequestedBy: '周敏',
      releaseRequestedAt: NOW - DAY_MS,
      mayRelease: true,
    },
  ];
};

export const DELETION_ID = newId('del');

/** A recording whose time was over. */
export const gone = (): RetentionScenario['kept'] => ({
  retention: { ...line('20210811-0012'), state: 'deleted', until: NOW - 4 * DAY_MS },
  store: {
    archivedAt: NOW - 1_900 * DAY_MS,
    objects: 0,
    lastCheckedAt: NOW - 4 * DAY_MS,
    alarms: 0,
    keyDestroyedAt: NOW - 3 * DAY_MS,
    deletedAt: NOW - 3 * DAY_MS,
  },
});

export const deletions = (): DeletionView[] => [
  {
    deletionId: newId('del'),
    sessionId: newId('ses'),
    sessionNumber: '20210811-0012',
    state: 'deleting',
    requestedBy: '林静',
    reason: '保存期满，按计划清理',
    startedAt: NOW - 60_000,
    finishedAt: null,
    objects: 421,
    sizeBytes: 181_000_000,
    locked: 0,
    certificateHash: null,
  },
  {
    deletionId: DELETION_ID,
    sessionId: newId('ses'),
    sessionNumber: '20210810-0003',
    state: 'done',
    requestedBy: null,
    reason: null,
    startedAt: NOW - 3 * DAY_MS,
    finishedAt: NOW - 3 * DAY_MS + 4_000,
    objects: 884,
    sizeBytes: 402_000_000,
    locked: 12,
    certificateHash: '9f'.repeat(32),
  },
];

export const alarms = (): StoreAlarmView[] => {
  const alarm = { alarmId: newId('alm'), recordingId: ids.recording, acknowledgedBy: null, acknowledgedAt: null, resolvedAt: null };
  return [
    {
      ...alarm,
      sessionNumber: '20261122-0010',
      object: '000412.chunk',
      damage: 'changed',
      fromByte: 65_536,
      toByte: 98_304,
      atMs: 701_200,
      foundAt: NOW - 3_600_000,
    },
    {
      ...alarm,
      alarmId: newId('alm'),
      sessionNumber: '20261102-0001',
      object: '000003.chunk',
      damage: 'missing',
      fromByte: 0,
      toByte: 412_004,
      atMs: null,
      foundAt: NOW - 2 * DAY_MS,
      acknowledgedBy: '周敏',
      acknowledgedAt: NOW - DAY_MS,
    },
  ];
};

export const destructions = (): KeyDestructionView[] => [
  {
    keyDestructionId: newId('kds'),
    kind: 'master',
    object: 'c8Jk2mQe91xZ',
    reason: '年度更换，旧密钥不再使用',
    state: 'requested',
    requestedBy: '周敏',
    requestedAt: NOW - 3_600_000,
    decidedBy: null,
    decidedAt: null,
    certificateHash: null,
    mayConfirm: true,
  },
];

export const holding = (): Partial<RecordingRetention> => ({
  retention: line('20261122-0010', { until: null, waitsFor: ['product_end', 'contract_end'], held: true }),
  holds: holds().slice(0, 1),
});

/** What the counter would answer to the pages of retention and of the store; undefined for what is none of theirs. */
export function answerRetention(name: RouteName, scenario: Partial<RetentionScenario>): unknown {
  const {
    sessions: lines = [],
    holds: shown = [],
    deletions: gone = [],
    alarms: raised = [],
    destructions: ceremonies = [],
    store = {},
    kept = {},
  } = scenario;
  switch (name) {
    case 'retention.policies':
    case 'retention.give':
      return { policies: policies() };
    case 'retention.list':
      return { sessions: lines, total: lines.length, counts: { kept: lines.length, due: 1, held: 2, deleting: 0 } };
    case 'retention.ofRecording':
      return {
        retention: line('20261122-0010'),
        policies: policies().slice(0, 2),
        holds: [],
        store: { archivedAt: NOW - DAY_MS, objects: 421, lastCheckedAt: NOW - 3_600_000, alarms: 0, keyDestroyedAt: null, deletedAt: null },
        ...kept,
      };
    case 'holds.list':
      return { holds: shown, total: shown.length };
    case 'holds.place':
    case 'holds.requestRelease':
    case 'holds.decideRelease':
      return holds()[0];
    case 'deletions.list':
      return { deletions: gone, total: gone.length };
    case 'store.status':
      return {
        kind: 's3',
        name: 'https://objects.bank.example/recordings',
        locks: true,
        landing: {
          kind: 's3',
          name: 'https://objects.bank.example/landing',
          lockedForMs: 7 * DAY_MS,
          unready: 1,
          oldestUnreadyAt: NOW - 40_000,
        },
        recordings: { archived: 18_204, waiting: 3, oldestWaitingAt: NOW - 240_000 },
        objects: 7_201_344,
        sizeBytes: 3_900_000_000_000,
        oldestCheckAt: NOW - 6 * DAY_MS,
        overdueChecks: 0,
        openAlarms: raised.length,
        trouble: null,
        ...store,
      };
    case 'store.alarms':
      return { alarms: raised, total: raised.length };
    case 'store.acknowledge':
      return raised[0];
    case 'store.scrub':
    case 'storeKeys.rotate':
      return {};
    case 'storeKeys.list':
      return {
        keys: [
          { keyId: 'c8Jk2mQe91xZ', madeAt: NOW - 400 * DAY_MS, active: false, recordings: 0 },
          { keyId: 'Yp4Vt0aLr7Hs', madeAt: NOW - 2 * DAY_MS, active: true, recordings: 18_204 },
        ],
        destructions: ceremonies,
      };
    case 'keyDestructions.request':
    case 'keyDestructions.decide':
      return destructions()[0];
    default:
      return undefined;
  }
}
