import type { Translation } from '@guichet/ui';
import type { en } from './en.ts';

export const zhCn: Translation<typeof en> = {
  progress: '第 {{done}} 步，共 {{total}} 步',
  back: '返回上一步',
  person: '找工作人员',
  'person.called': '正在为您联系工作人员，请稍候。',
  'held.call': '通话恢复后继续这一步。',
  'held.recording': '录像恢复后继续这一步，您已完成的内容都在。',
  'held.customer_present': '您回来后继续这一步。',
  'held.agent_present': '工作人员回来后继续这一步。',
  'held.person': '正在为您找工作人员，您已完成的内容都在。',
  'theirs.agent': '工作人员正在办理这一步。',
  'theirs.virtual_agent': '请听虚拟柜员说明。',
  'theirs.checker': '另一位工作人员正在复核。',
  'theirs.supervisor': '主管正在审核。',
  'theirs.guest': '另一方正在办理这一步。',
  'theirs.system': '正在处理，请稍候。',
  done: '全部步骤已完成。',
  required: '请填写这一项。',
  'consent.agree': '同意',
  'consent.refuse': '不办理这一项',
  'consent.without': '如果不同意：{{text}}',
  'consent.version': '版本 {{version}}',
};
