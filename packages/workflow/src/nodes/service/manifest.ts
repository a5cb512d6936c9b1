import { z } from 'zod';
import type { NodeManifest } from '../node-type.ts';
import { Reference } from '../shared/fields.ts';
import { explained, text } from '../shared/text.ts';
import { ResponseFields } from './response.ts';

export const ServiceConfig = z.object({
  service: explained(
    Reference,
    text('系统', 'Service'),
    text(
      '只能使用管理员登记过的系统；地址、密钥、超时和熔断在那里设置。',
      'One that an administrator has set up; address, secrets, time-outs and circuit are there.',
    ),
  ),
  operation: explained(Reference, text('接口', 'Operation')),
  request: explained(
    z.record(z.string().regex(/^[a-z][A-Za-z0-9_]{0,63}$/), z.json()).default({}),
    text('请求内容', 'Request'),
    text('可用以“=”开头的表达式引用变量。', 'May be expressions on variables, beginning with “=”.'),
  ),
  response: explained(
    ResponseFields.default({}),
    text('返回内容', 'Response'),
    text('只取声明过的字段，不符合声明即视为失败。', 'Only declared members are taken; an answer that is not as declared is a failure.'),
  ),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

export const serviceManifest: NodeManifest<ServiceConfig> = {
  type: 'service',
  title: text('调用行内系统', 'Service call'),
  description: text(
    '调用银行系统的一个接口，并取回声明过的内容。',
    'Calls one of the bank’s systems and takes what was declared from its answer.',
  ),
  icon: 'plug-connected',
  category: 'system',
  config: ServiceConfig,
  outputs: {
    response: { type: 'object', personal: true, title: text('返回内容', 'Response') },
    code: { type: 'string', title: text('失败代码', 'Code of the failure') },
  },
  ports: () => ['ok', 'failed'],
  actors: () => ['system'],
  needs: () => [],
  actions: {},
  waits: true,
};
