import type { OperationTrial, OperationView } from '@guichet/protocol';

export const OPERATION_HOSTS = ['core.bank.example:8443', '127.0.0.1:8082'];

const object = (properties: Record<string, { readonly type: string }>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const operation = (name: string, change: Partial<OperationView> = {}): OperationView => ({
  name,
  title: { 'zh-CN': '核心系统：申购理财', en: 'Core: place a wealth order' },
  baseUrl: 'https://core.bank.example:8443',
  method: 'POST',
  path: '/wealth/orders',
  requestSchema: object({ product: { type: 'string' }, amount: { type: 'number' } }),
  responseSchema: object({ orderId: { type: 'string' } }),
  timeoutMs: 5_000,
  maxAttempts: 3,
  hasSecret: true,
  allowed: true,
  active: true,
  ...change,
});

/** What flows can call, as administrators are shown it in tests. */
export const operations = (): OperationView[] => [
  operation('core.place-wealth-order'),
  operation('cards.block-temporarily', {
    title: { 'zh-CN': '卡系统：临时挂失', en: 'Cards: block temporarily' },
    path: '/cards/{lastFour}/block',
    active: false,
    hasSecret: false,
  }),
  operation('registry.verify-citizen', {
    title: { 'zh-CN': '公民身份核查', en: 'Registry: verify a citizen' },
    baseUrl: 'https://registry.example',
    path: '/verify',
    timeoutMs: 12_000,
    maxAttempts: 1,
    allowed: false,
  }),
];

export const operationTrial: OperationTrial = { tookMs: 84, outcome: { ok: true, response: { orderId: 'LC202611220001' } } };
