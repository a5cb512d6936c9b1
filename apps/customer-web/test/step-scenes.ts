import { createHash } from 'node:crypto';
import type { CustomerSessionView, LocalText } from '@guichet/protocol';
import { riskDisclosure } from '@guichet/ui/testing/documents';
import type { Scenario } from './fixture-counter.ts';
import { FixtureStep, type FixtureStepOptions } from './fixture-step.ts';
import { ids, inCall, noticesIn, session } from './fixtures.ts';

type Language = CustomerSessionView['language'];

const text = (zh: string, en: string): LocalText => ({ 'zh-CN': zh, en });

/** In a call with the agent, at one step of the flow. */
export function atStep(language: Language, options: FixtureStepOptions, more: Partial<Scenario> = {}): Partial<Scenario> {
  return {
    session: session({ ...inCall(), language, notices: noticesIn(language) }),
    scene: { self: ids.self, peers: [{ id: ids.agent, art: 'agent' }] },
    step: new FixtureStep(options),
    ...more,
  };
}

/** A wealth product is subscribed to; `agent` fills in what the customer need not know by heart. */
export const orderForm: FixtureStepOptions = {
  type: 'form',
  title: text('填写认购申请', 'Subscription'),
  canGoBack: true,
  config: {
    fields: [
      { key: 'name', type: 'text', title: text('姓名', 'Name'), initial: '王明' },
      { key: 'amount', type: 'amount', title: text('认购金额', 'Amount'), unit: text('元', 'yuan'), min: 10_000, max: 5_000_000 },
      {
        key: 'account',
        type: 'choice',
        title: text('扣款账户', 'Account'),
        options: [
          { key: 'a0837', title: text('储蓄卡 尾号 0837', 'Card ending in 0837') },
          { key: 'a2210', title: text('储蓄卡 尾号 2210', 'Card ending in 2210') },
        ],
      },
      { key: 'phone', type: 'phone', title: text('联系电话', 'Phone'), help: text('用于到期提醒', 'For a reminder when it falls due') },
      { key: 'beneficiary', type: 'boolean', title: text('是否为他人代持', 'Held for somebody else') },
      {
        key: 'beneficiaryName',
        type: 'text',
        title: text('代持人姓名', 'For whom'),
        showWhen: { field: 'beneficiary', in: [true] },
      },
      { key: 'branch', type: 'text', title: text('开户网点', 'Branch'), editableBy: ['agent'] },
      { key: 'wish', type: 'text', title: text('其他说明', 'Anything else'), required: false, maxLength: 300 },
    ],
  },
};

/** Every kind of field, some of them wrong. */
export const everyField: FixtureStepOptions = {
  type: 'form',
  title: text('补充资料', 'Further details'),
  config: {
    fields: [
      { key: 'idNumber', type: 'id', title: text('身份证号码', 'Identity number') },
      { key: 'birthDate', type: 'date', title: text('出生日期', 'Date of birth') },
      { key: 'years', type: 'number', title: text('从业年限', 'Years of work'), unit: text('年', 'years'), min: 0, max: 60 },
      {
        key: 'sources',
        type: 'multi',
        title: text('资金来源', 'Where the money comes from'),
        options: [
          { key: 'pay', title: text('工资', 'Pay') },
          { key: 'trade', title: text('经营所得', 'A business') },
          { key: 'rent', title: text('租金', 'Rent') },
        ],
      },
      { key: 'phone', type: 'phone', title: text('联系电话', 'Phone') },
    ],
    submitBy: ['agent'],
  },
  before: (node) => {
    node.act('customer', 'edit', { field: 'idNumber', value: '110101199003071234' });
    node.act('agent', 'edit', { field: 'phone', value: '13800138000' });
    node.act('customer', 'edit', { field: 'sources', value: ['pay', 'rent'] });
  },
};

export const idCard: FixtureStepOptions = {
  type: 'identity-document',
  title: text('出示身份证', 'Show your ID card'),
  config: {},
};
export const idCardAgain: FixtureStepOptions = {
  ...idCard,
  before: (node) => {
    node.act('customer', 'capture', { side: 'portrait' });
    node.act('agent', 'ask_again', { reason: 'glare' });
  },
};
export const idCardSecond: FixtureStepOptions = {
  ...idCard,
  config: { documents: ['cn_resident_id', 'passport'] },
  before: (node) => node.act('customer', 'choose', { documentType: 'cn_resident_id' }).act('customer', 'capture', { side: 'portrait' }),
};
export const idCardShown: FixtureStepOptions = {
  ...idCard,
  before: (node) => node.act('customer', 'capture', { side: 'portrait' }).act('customer', 'capture', { side: 'emblem' }),
};
export const idCardTilted: FixtureStepOptions = { ...idCardShown, config: { tilts: ['left', 'right'] } };
export const idCardNumber: FixtureStepOptions = { ...idCardShown, config: { readNumber: true } };
export const whichDocument: FixtureStepOptions = {
  ...idCard,
  title: text('出示证件', 'Show a document'),
  config: { documents: ['cn_resident_id', 'passport', 'hk_macau_permit'] },
};

export const liveness: FixtureStepOptions = {
  type: 'liveness',
  title: text('确认本人在场', 'Make sure it is you'),
  config: { count: 3 },
  before: (node) => node.act('agent', 'observe', { seen: true }),
};
export const livenessDigits: FixtureStepOptions = {
  type: 'liveness',
  title: liveness.title,
  config: { challenges: ['read_digits'], count: 1, engine: true },
};
export const livenessLookedAt: FixtureStepOptions = {
  ...livenessDigits,
  before: (node) =>
    node.answer('identity.check', {
      ok: true,
      what: String(node.lastEffect('identity.check')['what']),
      image: null,
      hint: { engine: 'guichet', engineVersion: '1', decision: 'fail', confidence: null, reason: 'other_digits' },
    }),
};
export const faceMatch: FixtureStepOptions = { type: 'face-match', title: text('人证比对', 'Compare with the photograph'), config: {} };

export const pdfIn = riskDisclosure;

/** Two pages, one place to sign and one for initials. */
export function disclosure(language: Language, change: object = {}, before?: FixtureStepOptions['before']): FixtureStepOptions {
  const hash = createHash('sha256').update(pdfIn(language)).digest('hex');
  return {
    type: 'document',
    title: text('阅读并签字', 'Read and sign'),
    config: {
      template: 'wealth-risk-disclosure',
      title: text('产品风险揭示书及认购申请', 'Risk disclosure and subscription'),
      places: [
        { name: 'initials', kind: 'initials', page: 1, x: 0.76, y: 0.91, width: 0.14, height: 0.06 },
        { name: 'signature', kind: 'signature', page: 2, x: 0.1, y: 0.76, width: 0.32, height: 0.07 },
      ],
      ...change,
    },
    before: (node) => {
      node.answer('document.prepare', { ok: true, documentId: 'doc_fixture', hash, pages: 2 });
      node.nowMs += 60_000;
      before?.(node);
    },
  };
}

/** Both pages were read. */
export const read: NonNullable<FixtureStepOptions['before']> = (node) => {
  for (const page of [1, 2]) node.act('customer', 'read', { page, dwellMs: 9_000, reachedEnd: true });
};

const stroke = (points: readonly (readonly [number, number])[]) => points.map(([x, y], index) => ({ x, y, t: index * 40, pressure: 0.5 }));
/** 王 */
export const SIGNATURE = [
  stroke([
    [0.3, 0.2],
    [0.6, 0.17],
  ]),
  stroke([
    [0.31, 0.47],
    [0.59, 0.44],
  ]),
  stroke([
    [0.27, 0.8],
    [0.65, 0.75],
  ]),
  stroke([
    [0.45, 0.18],
    [0.44, 0.78],
  ]),
];
export const signed: NonNullable<FixtureStepOptions['before']> = (node) => {
  read(node);
  node
    .act('customer', 'sign', { place: 'initials', strokes: SIGNATURE })
    .act('customer', 'sign', { place: 'signature', strokes: SIGNATURE });
};

export const invitation: FixtureStepOptions = {
  type: 'invite',
  title: text('邀请配偶', 'Your spouse'),
  config: { role: 'spouse', title: text('夫妻共同财产需要双方确认', 'Property of both is confirmed by both') },
  before: (node) =>
    node
      .act('agent', 'invite', { name: '李*', phone: null })
      .answer('invite.send', { ok: true, ref: '1', invitationId: 'inv_1', link: null }),
};
export const checked: FixtureStepOptions = {
  type: 'task',
  title: text('复核', 'Second pair of eyes'),
  config: { title: text('复核认购申请', 'Check the subscription') },
};

const CODE_SENT = { ok: true, salt: 'c2FsdA', mac: '0'.repeat(64) } as const;
export const oneTimeCode: FixtureStepOptions = {
  type: 'otp',
  title: text('验证码确认', 'Confirmation by a code'),
  config: { purpose: text('验证码用于确认本次开户由您本人办理。', 'The code confirms that it is you who opens this account.') },
  before: (node) => {
    // It has just been sent.
    node.nowMs = Date.now();
    node.answer('otp.send', CODE_SENT);
  },
};
export const wrongCode: FixtureStepOptions = {
  ...oneTimeCode,
  before: (node) => {
    oneTimeCode.before?.(node);
    node.act('customer', 'enter', { code: '123456' }).answer('otp.check', { ok: true, matches: false });
  },
};
export const codeNotSent: FixtureStepOptions = {
  ...oneTimeCode,
  before: (node) => node.answer('otp.send', { ok: false, code: 'not_available', retryable: false }),
};

const LOCATION_TEXT = [
  text(
    '按监管要求，视频开户须确认您身在可办理的地区，因此需要您设备此刻的位置。',
    'The regulator asks us to see that you are in a place where we may open an account by video. That takes your device’s position at this moment.',
  ),
  text(
    '位置只取一次，随本次业务记录加密保存，不用于其他用途。',
    'It is taken once, kept encrypted with the records of this session, and used for nothing else.',
  ),
];
export const position: FixtureStepOptions = {
  type: 'location',
  title: text('确认位置', 'Where you are'),
  config: {
    explanation: LOCATION_TEXT,
    withoutIt: text('您可以到网点办理。', 'you can open it at a branch.'),
    decimals: 2,
  },
  before: (node) =>
    node.answer('consent.text', {
      ok: true,
      text: { title: text('位置信息告知', 'About your position'), body: LOCATION_TEXT, withoutIt: null },
      hashes: { 'zh-CN': '0'.repeat(64), en: '0'.repeat(64) },
    }),
};
export const positionDenied: FixtureStepOptions = {
  ...position,
  before: (node) => {
    position.before?.(node);
    node.act('customer', 'decide', { decision: 'accepted', textVersion: 'location-v1', language: 'en' });
    node.act('customer', 'fail', { problem: 'denied' });
  },
};

export const consent: FixtureStepOptions = {
  type: 'consent',
  title: text('人脸信息授权', 'Consent to face comparison'),
  config: {
    kind: 'biometric',
    textVersion: 'biometric-v2',
    title: text('人脸信息处理告知', 'How your face is processed'),
    body: [
      text(
        '为核实是您本人，我们将比对您的面部画面与证件照片。',
        'To make sure that it is you, we compare your picture with the photograph of your document.',
      ),
      text('比对完成后即删除特征数据，不用于其他用途。', 'The features are deleted after the comparison and used for nothing else.'),
    ],
    withoutIt: text('由工作人员目视核对，不影响办理。', 'our colleague compares by eye; everything else stays the same.'),
  },
};
export const script: FixtureStepOptions = {
  type: 'script',
  title: text('风险揭示', 'The risks'),
  config: {
    lines: [
      { key: 'issuer', text: text('本产品由临江理财发行，我行代销。', 'The product is issued by Linjiang Wealth; the bank sells it.') },
      {
        key: 'loss',
        text: text(
          '本产品是净值型，不保证本金，最坏的情况下，您可能损失全部本金。',
          'Neither principal nor return is guaranteed; at worst you lose all of it.',
        ),
        acknowledge: true,
      },
      { key: 'term', text: text('持有未满 180 天不能赎回。', 'It cannot be redeemed within the first 180 days.') },
    ],
  },
  before: (node) => node.act('agent', 'tick', { line: 'issuer' }).act('agent', 'tick', { line: 'loss' }),
};
export const question: FixtureStepOptions = {
  type: 'question',
  title: text('确认意愿', 'Your own will'),
  canGoBack: true,
  config: {
    question: text(
      '您是自愿购买本产品，没有受到他人要求吗？',
      'Do you buy this product of your own free will, not because somebody asked you to?',
    ),
    choices: [
      { key: 'yes', title: text('是，我自愿购买', 'Yes, of my own will'), class: 'expected' },
      { key: 'no', title: text('不是', 'No'), class: 'refused' },
    ],
  },
};
export const virtualAgent: FixtureStepOptions = {
  type: 'virtual-agent',
  title: text('虚拟柜员讲解', 'The virtual agent explains'),
  config: {
    lines: [
      {
        key: 'loss',
        text: text('本产品不保证本金。您清楚吗？', 'The principal is not guaranteed. Is that clear to you?'),
        choices: [
          { key: 'clear', title: text('清楚', 'It is clear'), class: 'expected' },
          { key: 'again', title: text('再说一遍', 'Say it again'), class: 'repeat' },
        ],
      },
    ],
  },
  before: (node) => node.answer('speech.speak', { ok: true, durationMs: 4_000 }),
};
export const handOver: FixtureStepOptions = {
  type: 'hand-over',
  title: text('转接工作人员', 'To a person'),
  config: { notice: text('正在为您转接持证理财经理。', 'We are passing you on to a licensed manager.') },
  before: (node) => node.answer('agent.escalate', { ok: true }).signal('ticket.issued', { number: 'A041', place: 2 }),
};
export const risk: FixtureStepOptions = {
  type: 'risk-assessment',
  title: text('风险测评', 'Your level of risk'),
  config: {
    version: 'risk-2026',
    questions: [
      {
        key: 'loss',
        text: text('您最多能承受多大损失？', 'How much could you bear to lose?'),
        options: [
          { key: 'none', text: text('不能承受本金损失', 'None of the principal'), score: 0 },
          { key: 'some', text: text('10% 以内', 'Up to 10%'), score: 20 },
          { key: 'much', text: text('30% 以内', 'Up to 30%'), score: 40 },
        ],
      },
    ],
    levels: { C2: 10, C3: 20, C4: 30, C5: 50 },
    product: { name: text('稳盈 6 号', 'Steady Gain 6'), level: 'R3' },
  },
};
