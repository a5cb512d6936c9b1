import {
  type ApiClientView,
  type NoticeView,
  newId,
  type BlockListView,
  type OperationView,
  type RouteName,
  type ServiceTypeDetail,
  type StaffMember,
  type WebhookDeliveryView,
} from '@guichet/protocol';
import { blockList, takenBlockList } from './block-list-fixtures.ts';
import { OPERATION_HOSTS, operations, operationTrial } from './operation-fixtures.ts';
import { ids, service, skills } from './fixtures.ts';

/** What administrators are shown in tests. */
export interface AdminScenario {
  readonly members: readonly StaffMember[];
  readonly clients: readonly ApiClientView[];
  readonly deliveries: readonly WebhookDeliveryView[];
  readonly operations: readonly OperationView[];
  readonly blockList: BlockListView;
  readonly blockListTaken: ReturnType<typeof takenBlockList>;
  readonly services: readonly ServiceTypeDetail[];
}

const DAY_MS = 24 * 3_600_000;
export const ONE_TIME_PASSWORD = 'k7mw2hqx9dnp4tvz';
export const API_KEY = `gck_${'f1xtur3K'.repeat(6).slice(0, 43)}`;
export const SIGNING_SECRET = 'whsec_Zml4dHVyZSBzaWduaW5nIHNlY3JldCBvZiAzMiBiIQ==';

const member = (staffNumber: string, names: StaffMember['names'], change: Partial<StaffMember> = {}): StaffMember => ({
  staffId: newId('stf'),
  staffNumber,
  names,
  roles: ['agent'],
  skills: ['wealth', 'account'],
  language: 'zh-CN',
  active: true,
  demo: false,
  oneTimeUntil: null,
  status: 'offline',
  lastSeenAt: Date.now() - 90_000,
  ...change,
});

export const members = (): StaffMember[] => [
  member('0001', { 'zh-CN': '林静', en: 'Lin Jing' }, { staffId: ids.me, roles: ['admin'], skills: [], lastSeenAt: Date.now() }),
  member('0837', { 'zh-CN': '顾磊', en: 'Gu Lei' }, { roles: ['agent', 'supervisor'], status: 'busy' }),
  member('0842', { 'zh-CN': '周航', en: null }, { oneTimeUntil: Date.now() + 2 * DAY_MS, lastSeenAt: null, skills: ['insurance'] }),
  member(
    '0718',
    { 'zh-CN': '孙敏', en: 'Sun Min' },
    { roles: ['reviewer'], skills: [], oneTimeUntil: Date.now() - DAY_MS, lastSeenAt: null },
  ),
  member('0655', { 'zh-CN': '李强', en: 'Li Qiang' }, { roles: ['designer'], skills: [], demo: true }),
  member('0601', { 'zh-CN': '陈卫', en: 'Chen Wei' }, { active: false, lastSeenAt: Date.now() - 40 * DAY_MS }),
];

const delivery = (change: Partial<WebhookDeliveryView> = {}): WebhookDeliveryView => ({
  webhookId: `msg_${newId('msg')}`,
  type: 'session.ended',
  status: 'delivered',
  attempts: 1,
  lastStatus: 204,
  lastError: null,
  queuedAt: Date.now() - 62_000,
  lastAttemptAt: Date.now() - 60_000,
  ...change,
});

export const deliveries = (): WebhookDeliveryView[] => [
  delivery(),
  delivery({ type: 'recording.ready', status: 'pending', attempts: 3, lastStatus: 503 }),
  delivery({ type: 'session.started', status: 'failed', attempts: 20, lastStatus: null, lastError: 'ECONNREFUSED' }),
  delivery({ type: 'webhook.test', status: 'gone', lastStatus: 410 }),
];

const client = (name: string, change: Partial<ApiClientView> = {}): ApiClientView => ({
  apiClientId: newId('api'),
  name,
  keyHint: 'x9Qa',
  active: true,
  createdAt: Date.now() - 30 * DAY_MS,
  revokedAt: null,
  webhook: null,
  ...change,
});

export const clients = (): ApiClientView[] => [
  client('手机银行（生产）', {
    webhook: {
      url: 'https://mobile.bank.example/guichet/webhooks',
      previousSecretUntil: Date.now() + DAY_MS / 2,
      lastDelivery: delivery({ status: 'pending', attempts: 3, lastStatus: 503 }),
    },
  }),
  client('Core banking, test', { keyHint: null }),
  client('Branch kiosks', { active: false, revokedAt: Date.now() - DAY_MS }),
];

const serviceOf = (change: Partial<ServiceTypeDetail>): ServiceTypeDetail => ({
  ...service,
  skill: 'wealth',
  flow: 'wealth-sale',
  anonymous: false,
  ticketPrefix: 'A',
  position: 0,
  hours: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
    { days: [6], from: '09:00', to: '12:00' },
  ],
  ownNotice: true,
  retiredAt: null,
  ...change,
});

export const services = (): ServiceTypeDetail[] => [
  serviceOf({}),
  serviceOf({
    id: ids.account,
    title: { 'zh-CN': '开户核身', en: 'Account opening' },
    skill: 'account',
    flow: 'account-opening',
    anonymous: true,
    ticketPrefix: 'B',
    position: 1,
    hours: [],
    ownNotice: false,
  }),
  serviceOf({
    id: newId('svc'),
    title: { 'zh-CN': '保险双录', en: 'Insurance, recorded' },
    skill: 'insurance',
    flow: null,
    ticketPrefix: 'C',
    position: 2,
    hours: [],
    ownNotice: false,
    retiredAt: Date.now() - DAY_MS,
  }),
];

const notices = (): NoticeView[] =>
  (['zh-CN', 'en'] as const).map((language) => ({
    kind: 'recording',
    textVersion: 'recording-v1',
    language,
    title: language === 'en' ? 'This call is recorded' : '全程录音录像',
    summary: language === 'en' ? 'Sound and picture of both sides are kept as proof.' : '双方的声音和画面都会录下来，留作凭证。',
    body: language === 'en' ? 'The call is recorded from the moment the agent answers.' : '本次视频办理从坐席接通起全程录音录像。',
    textHash: 'a'.repeat(64),
  }));

const flows = () =>
  [
    { key: 'wealth-sale', title: { 'zh-CN': '理财销售双录', en: 'Wealth product sale' } },
    { key: 'account-opening', title: { 'zh-CN': '远程开户', en: 'Account opening' } },
  ].map(({ key, title }) => ({
    key,
    serviceTypeIds: [],
    rollout: null,
    editedBy: null,
    versions: [
      {
        key,
        version: 2,
        status: 'published',
        title,
        hash: 'b'.repeat(64),
        authorId: null,
        authorName: null,
        approverId: null,
        approverName: null,
        changedAt: 0,
        publishedAt: 0,
        retiredAt: null,
        inForce: true,
        openRuns: 0,
      },
    ],
  }));

/** The reply to a route of administration; null for any other route. */
export function answerAdmin(name: RouteName, admin: Partial<AdminScenario>): unknown {
  const { members: people = [], clients: systems = [], deliveries: sent = [], services: serviceTypes = [] } = admin;
  const [somebody = member('0900', { 'zh-CN': '顾磊', en: null })] = people;
  const [system = client('手机银行（生产）')] = systems;
  switch (name) {
    case 'team.list':
      return { members: people };
    case 'team.create':
    case 'team.enable':
    case 'team.resetPassword':
      return { member: somebody, oneTimePassword: ONE_TIME_PASSWORD };
    case 'team.edit':
    case 'team.disable':
      return somebody;
    case 'services.list':
      return { serviceTypes, skills: skills('account', 'insurance', 'wealth') };
    case 'services.create':
    case 'services.edit':
    case 'services.setNotice':
      return services()[0];
    case 'services.retire':
      return { ...services()[0], retiredAt: Date.now() };
    case 'services.restore':
      return services()[0];
    case 'services.notice':
      return { own: false, notices: notices() };
    case 'skills.list':
      return { skills: skills() };
    case 'skills.name':
      return skills('wealth')[0];
    case 'flows.list':
      return { flows: flows() };
    case 'operations.list':
      return { operations: admin.operations ?? [], hosts: OPERATION_HOSTS };
    case 'operations.test':
      return operationTrial;
    case 'operations.create':
    case 'operations.edit':
    case 'operations.enable':
    case 'operations.disable':
      return (admin.operations ?? operations())[0];
    case 'blockList.read':
      return admin.blockList ?? blockList();
    case 'blockList.import':
      return admin.blockListTaken ?? takenBlockList();
    case 'clients.list':
      return { clients: systems };
    case 'clients.create':
      return { client: system, apiKey: API_KEY };
    case 'clients.revoke':
    case 'webhooks.remove':
      return { ...system, webhook: null };
    case 'webhooks.set':
      return { client: system, signingSecret: system.webhook === null ? SIGNING_SECRET : null };
    case 'webhooks.rotateSecret':
      return { client: system, signingSecret: SIGNING_SECRET };
    case 'webhooks.test':
      return delivery({ type: 'webhook.test' });
    case 'webhooks.deliveries':
      return { deliveries: sent };
    case 'staff.changePassword':
      return {};
    case 'facts.reveal':
      return { value: '王小明' };
    default:
      return null;
  }
}
