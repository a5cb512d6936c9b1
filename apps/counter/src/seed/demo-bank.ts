import type { LocalText, OtherChannelKind } from '@guichet/protocol';
import type { z } from 'zod';

/** The bank of the demo. It does not exist. */
export const DEMO_BANK = { nameZh: '临江银行', nameEn: 'Linjiang Bank', timeZone: 'Asia/Shanghai' } as const;

export const DEMO_OTHER_CHANNELS: readonly {
  readonly kind: z.infer<typeof OtherChannelKind>;
  readonly title: LocalText;
  readonly detail: LocalText;
}[] = [
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
];

/** Skills that queues and agents are matched by. */
export const Skill = { wealth: 'wealth', account: 'account', insurance: 'insurance' } as const;
export type Skill = (typeof Skill)[keyof typeof Skill];

/** What people call them. */
export const DEMO_SKILL_NAMES: readonly { readonly id: Skill; readonly name: LocalText }[] = [
  { id: Skill.wealth, name: { 'zh-CN': '理财', en: 'Wealth' } },
  { id: Skill.account, name: { 'zh-CN': '账户', en: 'Accounts' } },
  { id: Skill.insurance, name: { 'zh-CN': '保险', en: 'Insurance' } },
];

interface DemoServiceType {
  /** Known by its ticket prefix from one seeding to the next. */
  readonly ticketPrefix: string;
  readonly title: LocalText;
  readonly summary: LocalText;
  readonly expectedMinutes: number;
  readonly prepare: readonly LocalText[];
  readonly skill: Skill;
  /** Key of the flow that its sessions run; the plain one where none is named. */
  readonly flowKey?: string;
  /** A customer without an entry link may choose it. */
  readonly anonymous: boolean;
}

const ID_CARD: LocalText = { 'zh-CN': '身份证原件', en: 'Your ID card, the original' };
const QUIET_PLACE: LocalText = { 'zh-CN': '安静、没有旁人的地方', en: 'A quiet place with nobody else around' };

export const DEMO_SERVICE_TYPES: readonly DemoServiceType[] = [
  {
    ticketPrefix: 'Q',
    title: { 'zh-CN': '视频咨询', en: 'Talk to us' },
    summary: { 'zh-CN': '与客户经理视频通话，什么都可以问', en: 'Ask an adviser anything, by video' },
    expectedMinutes: 8,
    prepare: [QUIET_PLACE],
    skill: Skill.account,
    anonymous: true,
  },
  {
    ticketPrefix: 'A',
    title: { 'zh-CN': '理财双录', en: 'Wealth product, recorded' },
    summary: { 'zh-CN': '与持证理财经理视频办理理财购买', en: 'Buy a wealth product by video with a licensed manager' },
    expectedMinutes: 12,
    prepare: [ID_CARD, QUIET_PLACE],
    skill: Skill.wealth,
    flowKey: 'wealth-sale',
    anonymous: true,
  },
  {
    ticketPrefix: 'B',
    title: { 'zh-CN': '开户核身', en: 'Account opening' },
    summary: { 'zh-CN': '视频核验本人，开立二类账户', en: 'Be identified by video and open a class II account' },
    expectedMinutes: 8,
    prepare: [ID_CARD, { 'zh-CN': '一张本人名下的银行卡', en: 'A bank card in your own name' }],
    skill: Skill.account,
    flowKey: 'video-counter',
    anonymous: true,
  },
  {
    ticketPrefix: 'C',
    title: { 'zh-CN': '保险双录', en: 'Insurance, recorded' },
    summary: { 'zh-CN': '视频讲解并签署代销保险', en: 'Have an insurance explained and sign it by video' },
    expectedMinutes: 20,
    prepare: [ID_CARD, QUIET_PLACE],
    skill: Skill.insurance,
    flowKey: 'insurance-sale',
    anonymous: false,
  },
];
