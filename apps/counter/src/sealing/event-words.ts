import type { LocalText, SessionEventType } from '@guichet/protocol';

/** What happened, as the table of a package says it. What is measured or sealed every few seconds is in the log alone. */
export const EVENT_WORDS: Readonly<Partial<Record<SessionEventType, LocalText>>> = {
  'session.opened': { 'zh-CN': '业务会话已建立', en: 'Session opened' },
  'session.entered': { 'zh-CN': '客户打开页面', en: 'Customer opened the page' },
  'notice.shown': { 'zh-CN': '已出示录音录像告知', en: 'Recording notice shown' },
  'consent.decided': { 'zh-CN': '客户答复录音录像告知', en: 'Customer answered the recording notice' },
  'check.reported': { 'zh-CN': '设备与网络已检查', en: 'Devices and line checked' },
  'ticket.issued': { 'zh-CN': '取号', en: 'Ticket issued' },
  'offer.accepted': { 'zh-CN': '坐席接入', en: 'Agent accepted' },
  'call.started': { 'zh-CN': '通话开始', en: 'Call started' },
  'call.participant_joined': { 'zh-CN': '一方进入通话', en: 'A party joined the call' },
  'call.participant_disconnected': { 'zh-CN': '一方连接断开', en: 'A party lost the line' },
  'call.participant_resumed': { 'zh-CN': '一方恢复连接', en: 'A party came back' },
  'call.participant_left': { 'zh-CN': '一方离开通话', en: 'A party left the call' },
  'call.held': { 'zh-CN': '通话保持', en: 'Call held' },
  'call.unheld': { 'zh-CN': '恢复通话', en: 'Call resumed' },
  'call.moved': { 'zh-CN': '通话已切换媒体节点', en: 'Call moved to another media process' },
  'call.ended': { 'zh-CN': '通话结束', en: 'Call ended' },
  'transfer.requested': { 'zh-CN': '发起转接', en: 'Hand-over requested' },
  'transfer.completed': { 'zh-CN': '转接完成', en: 'Hand-over completed' },
  'guest.invited': { 'zh-CN': '已邀请第三方', en: 'Third party invited' },
  'guest.consent_decided': { 'zh-CN': '第三方答复录音录像告知', en: 'Third party answered the recording notice' },
  'chat.sent': { 'zh-CN': '发送文字消息', en: 'Message sent' },
  'recording.started': { 'zh-CN': '录制开始', en: 'Recording started' },
  'recording.confirmed': { 'zh-CN': '已确认双方录制', en: 'Recording of both parties confirmed' },
  'recording.degraded': { 'zh-CN': '录制未确认', en: 'Recording not confirmed' },
  'recording.recovered': { 'zh-CN': '录制恢复确认', en: 'Recording confirmed again' },
  'recording.gap_found': { 'zh-CN': '录像有缺口', en: 'Gap in the recording' },
  'recording.stopped': { 'zh-CN': '录制停止', en: 'Recording stopped' },
  'recording.muxed': { 'zh-CN': '录像文件已生成', en: 'Recording file made' },
  'recording.failed': { 'zh-CN': '录像文件生成失败', en: 'Recording file could not be made' },
  'recording.composed': { 'zh-CN': '合成录像已生成', en: 'Composite made' },
  'flow.started': { 'zh-CN': '流程开始', en: 'Flow started' },
  'flow.node_entered': { 'zh-CN': '步骤开始', en: 'Step entered' },
  'flow.node_left': { 'zh-CN': '步骤完成', en: 'Step completed' },
  'flow.node_failed': { 'zh-CN': '步骤失败', en: 'Step failed' },
  'flow.marked': { 'zh-CN': '已记录', en: 'Noted' },
  'flow.escalated': { 'zh-CN': '请求人工介入', en: 'A person was asked for' },
  'flow.finished': { 'zh-CN': '流程结束', en: 'Flow finished' },
  'inspection.completed': { 'zh-CN': '规则检查完成', en: 'Rules applied' },
  'session.ended': { 'zh-CN': '业务会话结束', en: 'Session ended' },
  'wrap_up.saved': { 'zh-CN': '已保存整理记录', en: 'Wrap-up saved' },
  'session.rated': { 'zh-CN': '客户已评价', en: 'Customer rated the session' },
};

export const ACTOR_WORDS: Readonly<Record<string, LocalText>> = {
  customer: { 'zh-CN': '客户', en: 'Customer' },
  guest: { 'zh-CN': '第三方', en: 'Third party' },
  staff: { 'zh-CN': '员工', en: 'Staff' },
  bank: { 'zh-CN': '银行系统', en: 'Bank’s system' },
  node: { 'zh-CN': '媒体节点', en: 'Media node' },
  system: { 'zh-CN': '系统', en: 'System' },
};

/** Events at which something is proved: a picture of the customer at that moment stands beside them. */
export const PROOFS: readonly SessionEventType[] = ['consent.decided', 'recording.confirmed', 'flow.marked', 'flow.finished'];
