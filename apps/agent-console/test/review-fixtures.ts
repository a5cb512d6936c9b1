import {
  type AuditEntryView,
  type FindingView,
  newId,
  type ReviewDetail,
  type ReviewFigures,
  type ReviewSummary,
  type RouteName,
  type SamplingRuleView,
  type SearchReply,
} from '@guichet/protocol';
import { ids } from './fixtures.ts';
import { nothingFound } from './search-fixtures.ts';

const text = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english });
const HOUR_MS = 3_600_000;
const NOW = Date.now();

export interface ReviewScenario {
  readonly queue: readonly ReviewSummary[];
  readonly detail: ReviewDetail | null;
  readonly figures: ReviewFigures;
  readonly audit: readonly AuditEntryView[];
  readonly rules: readonly SamplingRuleView[];
  readonly isWhole: boolean;
  readonly found: SearchReply;
}

const finding = (
  facts: Pick<FindingView, 'ruleId' | 'result' | 'severity' | 'source' | 'title' | 'reason'> & Partial<FindingView>,
): FindingView => ({
  findingId: newId('fnd'),
  packId: 'cn-remote',
  packVersion: 1,
  citation: {
    ref: facts.ruleId,
    text: text(
      '金规〔2025〕6号（2025年10月1日施行）：客户确认环节录音录像。',
      'Jin Gui [2025] 6, from 2025-10-01: the customer’s confirmation is recorded.',
    ),
    seen: 'secondary',
  },
  moments: [],
  ...facts,
});
const own = {
  citation: { ref: 'own', text: text('由本机构自行选择。', 'The institution’s own choice.'), seen: 'own' },
  packId: 'baseline',
};

export const findings = (): FindingView[] => [
  finding({
    ruleId: 'CN-B6-lines',
    result: 'fail',
    severity: 'critical',
    source: 'regulator',
    title: text('风险揭示话术逐条读完', 'The lines on risks were read'),
    reason: text('1 条话术没有读完。', 'Lines that were not read: 1.'),
    moments: [{ atMs: 321_000, label: text('话术 risk-3', 'Line risk-3') }],
  }),
  finding({
    ...own,
    ruleId: 'own-gaps',
    result: 'warn',
    severity: 'major',
    source: 'own',
    title: text('中断不超过限度', 'Gaps stay within limits'),
    reason: text('有 1 处中断，均在限度之内。', 'Gaps, all within the limits: 1.'),
    moments: [{ atMs: 95_000, untilMs: 97_400, label: text('中断 2.4 秒', 'Nothing recorded for 2.4 s') }],
  }),
  finding({
    ...own,
    ruleId: 'own-retention',
    result: 'not_evaluated',
    severity: 'minor',
    source: 'own',
    title: text('保存期限已定', 'How long it is kept is settled'),
    reason: text('缺少依据，未能判断：保存期限。', 'Not known, so nothing was judged: how long it is kept.'),
  }),
  finding({
    ruleId: 'CN-B6-confirmed',
    result: 'pass',
    severity: 'critical',
    source: 'regulator',
    title: text('客户明确确认', 'The customer confirmed'),
    reason: text('客户已明确确认。', 'The customer confirmed.'),
  }),
  finding({
    ...own,
    ruleId: 'own-log',
    result: 'pass',
    severity: 'critical',
    source: 'own',
    title: text('会话日志完整、未被改动', 'The session’s log is whole and unchanged'),
    reason: text('日志链完整，未被改动。', 'The log is whole and unchanged.'),
  }),
];

const seat = (position: number, name: string | null, mine = false, decided = false) => ({
  position,
  staffId: name === null ? null : mine ? ids.me : ids.colleague,
  name,
  takenAt: name === null ? null : NOW - HOUR_MS,
  decidedAt: decided ? NOW - HOUR_MS / 2 : null,
  mine,
});

const summary = (at: number, facts: Partial<ReviewSummary> = {}): ReviewSummary => ({
  reviewId: newId('rvw'),
  recordingId: newId('rec'),
  sessionId: newId('ses'),
  sessionNumber: `20261122-00${10 + at}`,
  status: 'waiting',
  serviceTypeId: ids.wealth,
  serviceTitle: text('理财产品购买', 'Wealth products'),
  product: 'wealth_product',
  agentName: '陈明（工号 0912）',
  recordedAt: NOW - (at + 5) * HOUR_MS,
  durationMs: 754_000,
  dueAt: NOW + (at * 6 - 4) * HOUR_MS,
  overdue: at === 0,
  failed: at % 3 === 0 ? 1 : 0,
  open: (at % 4) + 1,
  worst: at % 3 === 0 ? 'critical' : null,
  seats: at % 2 === 0 ? [seat(1, '周敏（工号 0655）'), seat(2, null)] : [seat(1, null)],
  drawnBy: [
    at % 3 === 0
      ? text('重大问题全检', 'Everything with a critical failure')
      : text('理财与保险抽检', 'A share of wealth products and insurance'),
  ],
  decision: null,
  followsSessionId: at === 4 ? ids.session : null,
  ...facts,
});

export const queue = (): ReviewSummary[] => Array.from({ length: 9 }, (_, at) => summary(at));

export function reviewDetail(change: Partial<ReviewDetail> = {}, of: Partial<ReviewSummary> = {}): ReviewDetail {
  const review = summary(0, {
    recordingId: ids.recording,
    status: 'in_review',
    overdue: false,
    dueAt: NOW + 20 * HOUR_MS,
    seats: [seat(1, '周敏（工号 0655）', false, true), seat(2, '林静（工号 0837）', true)],
    ...of,
  });
  return {
    review,
    inspection: {
      inspectionId: newId('ins'),
      recordingId: ids.recording,
      sessionId: review.sessionId,
      at: NOW,
      packs: [{ id: 'cn-remote', version: 1 }],
      findings: findings(),
    },
    decisions: [],
    rectification: null,
    follows: null,
    followUp: null,
    mayTake: false,
    mayDecide: true,
    mayRelease: true,
    mayRectify: false,
    ...change,
  };
}

/** Both are in, and it is to be recorded anew. */
export function decidedDetail(): ReviewDetail {
  const detail = reviewDetail(
    { mayDecide: false, mayRelease: false, mayRectify: true },
    { status: 'done', decision: 'rectify', seats: [seat(1, '周敏（工号 0655）', false, true), seat(2, '林静（工号 0837）', true, true)] },
  );
  const [first] = detail.inspection.findings;
  return {
    ...detail,
    decisions: [
      {
        position: 1,
        name: '周敏（工号 0655）',
        at: NOW - HOUR_MS,
        decision: 'rectify',
        reason: '第三条风险揭示没有读出，须补录。',
        findings: first === undefined ? [] : [{ findingId: first.findingId, decision: 'confirmed', reason: null }],
      },
      {
        position: 2,
        name: '林静（工号 0837）',
        at: NOW - HOUR_MS / 2,
        decision: 'rectify',
        reason: '同一问题，客户未听到本金可能损失的提示。',
        findings: first === undefined ? [] : [{ findingId: first.findingId, decision: 'confirmed', reason: '录音中没有这一句。' }],
      },
    ],
  };
}

const DAYS = 30;
export const figures = (): ReviewFigures => ({
  from: '2026-10-24',
  to: '2026-11-22',
  recordings: 412,
  leftOut: 17,
  inspected: 409,
  drawn: 138,
  reviewed: 121,
  passed: 104,
  decisions: { pass: 81, pass_with_remark: 23, rectify: 12, reject: 5 },
  waiting: 17,
  overdue: 2,
  timeToReviewMs: { median: 5.2 * HOUR_MS, p90: 22 * HOUR_MS },
  rules: [
    {
      ruleId: 'CN-B6-lines',
      title: text('风险揭示话术逐条读完', 'The lines on risks were read'),
      severity: 'critical',
      failed: 14,
      warned: 0,
      notEvaluated: 3,
      passed: 392,
    },
    {
      ruleId: 'own-gaps',
      title: text('中断不超过限度', 'Gaps stay within limits'),
      severity: 'major',
      failed: 6,
      warned: 31,
      notEvaluated: 0,
      passed: 372,
    },
    {
      ruleId: 'own-signatures',
      title: text('签章验证通过', 'Seals verify'),
      severity: 'critical',
      failed: 2,
      warned: 0,
      notEvaluated: 9,
      passed: 398,
    },
    {
      ruleId: 'own-retention',
      title: text('保存期限已定', 'How long it is kept is settled'),
      severity: 'minor',
      failed: 0,
      warned: 0,
      notEvaluated: 409,
      passed: 0,
    },
  ],
  agents: [
    { staffId: ids.colleague, name: '陈明', reviewed: 64, passed: 52, inspected: 210, failedRules: 17 },
    { staffId: ids.me, name: '赵宁', reviewed: 57, passed: 52, inspected: 199, failedRules: 5 },
  ],
  flowVersions: [
    { key: 'wealth-sale', version: 1, reviewed: 80, passed: 66, inspected: 260, failedRules: 19 },
    { key: 'wealth-sale', version: 2, reviewed: 41, passed: 38, inspected: 149, failedRules: 3 },
  ],
  days: Array.from({ length: DAYS }, (_, at) => ({
    day: new Date(Date.UTC(2026, 9, 24 + at)).toISOString().slice(0, 10),
    reviewed: 4,
    passed: 3,
    inspected: 8 + ((at * 7) % 11),
    withFailure: (at * 5) % 4,
  })),
  agreement: { pairs: 38, same: 33, kappa: 0.71 },
  choices: {
    services: [{ serviceTypeId: ids.wealth, title: text('稳盈 6 号理财', 'Wealth product No. 6') }],
    agents: [
      { staffId: ids.colleague, name: '陈明' },
      { staffId: ids.me, name: '赵宁' },
    ],
  },
});

export const audit = (): AuditEntryView[] =>
  (
    [
      ['review.decided', { position: 1, recordingId: ids.recording }],
      ['recording.unmasked', { reason: 'investigation' }],
      ['recording.viewed', {}],
      ['review.exported', { from: '2026-10-24', to: '2026-11-22', format: 'pdf' }],
      ['rectification.requested', { reviewId: newId('rvw') }],
      ['audit.verified', { ok: true, entries: 1_841 }],
    ] as const
  ).map(([action, detail], at) => ({
    seq: 1_847 - at,
    at: NOW - at * 600_000,
    staffId: ids.me,
    name: at === 2 ? null : '林静',
    action,
    object: at === 3 || at === 5 ? null : ids.recording,
    detail: detail as AuditEntryView['detail'],
    hash: `${at}`.repeat(64),
  }));

const rule = (chinese: string, english: string, facts: Partial<SamplingRuleView>): SamplingRuleView => ({
  samplingRuleId: newId('smp'),
  title: text(chinese, english),
  percent: 100,
  product: null,
  serviceTypeIds: null,
  agentIds: null,
  ageFrom: null,
  riskFrom: null,
  failed: null,
  secondPerson: false,
  deadlineHours: 72,
  active: true,
  ...facts,
});

export const samplingRules = (): SamplingRuleView[] => [
  rule('重大问题全检', 'Everything with a critical failure', { failed: 'critical', secondPerson: true, deadlineHours: 24 }),
  rule('65 周岁以上客户全检', 'Customers of 65 and above', { product: ['wealth_product', 'insurance'], ageFrom: 65, deadlineHours: 48 }),
  rule('R4 及以上产品全检', 'Products of R4 and R5', { product: ['wealth_product'], riskFrom: 4, deadlineHours: 48 }),
  rule('新坐席抽检', 'A share of new agents', { percent: 50, agentIds: [ids.colleague], active: false }),
  rule('一般抽检', 'A share of everything', { percent: 5, deadlineHours: 120 }),
];

/** Null: another part's request. */
export function answerReview(name: RouteName, scenario: Partial<ReviewScenario>): unknown {
  const { queue: shown = [], detail = null, figures: of = figures(), audit: entries = [], isWhole = true, rules = [] } = scenario;
  switch (name) {
    case 'reviews.list':
      return {
        reviews: shown,
        total: shown.length,
        counts: { waiting: shown.length, mine: 1, overdue: shown.filter(({ overdue }) => overdue).length },
      };
    case 'reviews.ofRecording':
      return { detail };
    case 'reviews.take':
    case 'reviews.release':
    case 'reviews.decide':
    case 'reviews.rectify':
      return detail;
    case 'reviews.open':
      return { reviews: shown };
    case 'reviews.assignees':
      return { staff: [{ staffId: ids.colleague, name: '周敏（工号 0655）' }] };
    case 'reviews.assign':
    case 'reviewTeams.assign':
      return {};
    case 'sampling.list':
      return { rules };
    case 'sampling.create':
    case 'sampling.edit':
      return rules[0];
    case 'reviewTeams.list':
      return {
        members: [
          { staffId: ids.me, name: '林静', team: '城东支行' },
          { staffId: ids.colleague, name: '周敏', team: null },
        ],
      };
    case 'reviews.figures':
      return of;
    case 'reviews.findings':
      return {
        findings: findings()
          .slice(0, 2)
          .map((one) => ({ finding: one, recordingId: ids.recording, sessionNumber: '20261122-0010', recordedAt: NOW, agentName: '陈明' })),
      };
    case 'search.sessions':
      return scenario.found ?? nothingFound();
    case 'search.views':
      return { views: [{ savedViewId: newId('svw'), name: '有缺口的理财双录', query: { products: ['wealth_product'], hasGaps: true } }] };
    case 'audit.search':
      return { entries, next: null, actions: ['recording.viewed', 'review.decided'] };
    case 'audit.verify':
      return { ok: isWhole, entries: 1_847, unchained: 0, head: 'a3'.repeat(32), brokenAt: isWhole ? null : 1_204 };
    default:
      return null;
  }
}
