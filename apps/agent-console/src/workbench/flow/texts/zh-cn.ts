import type { Translation } from '@guichet/ui';
import type { en } from './en.ts';

export const zhCn: Translation<typeof en> = {
  stepper: '流程步骤',
  'status.done': '已完成',
  'status.current': '当前',
  'status.coming': '待办',
  'status.held': '暂停',
  'status.failed': '失败',
  none: '当前没有进行中的步骤。',
  ended: '流程已结束。',
  until: '{{time}} 前完成',
  next: '下一步：{{title}}',
  back: '返回上一步',
  'held.call': '已暂停：通话未接通。',
  'held.recording': '已暂停：录像未确认，确认前不能办理这一步。',
  'held.customer_present': '已暂停：客户线路断开。',
  'held.agent_present': '已暂停：您的线路断开。',
  'held.person': '已暂停：正在等待同事。',
  'theirs.customer': '客户正在办理这一步。',
  'theirs.virtual_agent': '虚拟柜员正在播报。',
  'theirs.checker': '等待第二人复核。',
  'theirs.supervisor': '等待主管审核。',
  'theirs.guest': '等待第三方办理。',
  'theirs.system': '系统正在处理。',
  'conversation.finish': '完成这一步',
  'conversation.points': '沟通要点',
};
