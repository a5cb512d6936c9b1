import type { ErrorEntry } from './error-entry.ts';

/**
 * Every error that crosses a border of a module or of the wire; above each stands when it is thrown, as a comment, as pages load this table.
 */
export const ERRORS = {
  /** The payload does not fit the schema of its request. */
  bad_request: {
    status: 400,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '填写的内容不完整或格式不对，请检查后再提交。',
      en: 'Something is missing or not in the expected form. Check it and send it again.',
    },
  },
  /** No request of that name exists at this edge. */
  unknown_request: {
    status: 404,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '页面版本过旧，请刷新后再试。', en: 'This page is out of date. Reload it and try again.' },
  },
  /** The message is over 64 KB. */
  payload_too_large: {
    status: 413,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '内容过长，请缩短后再发送。', en: 'That is too long. Shorten it and send it again.' },
  },
  /** No credential, or one that is expired, unknown, malformed or meant for somebody else. */
  unauthenticated: {
    status: 401,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '登录已失效，请重新登录。', en: 'You are signed out. Sign in again.' },
  },
  /** The role does not have this request, or the object belongs to somebody else. */
  forbidden: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '您没有这项权限。需要时请联系管理员开通。',
      en: 'You do not have this permission. Ask an administrator if you need it.',
    },
  },
  /** The anti-forgery header is missing or wrong, or the Origin is foreign. */
  csrf_failed: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '页面已过期，请刷新后再试。', en: 'This page has expired. Reload it and try again.' },
  },
  /** The object does not exist, or the asker may not know that it does. */
  not_found: {
    status: 404,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '没有找到，可能已结束或已移除。', en: 'Not found. It may have ended or been removed.' },
  },
  /** What would leave shows the customer in clear, and nobody has given a reason to see it so. */
  unmask_first: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '这份内容目前脱敏显示。请先说明原因并显示完整内容。',
      en: 'This is shown masked. Give a reason and show it in clear first.',
    },
  },
  /** The request is out of order: the object is not in a state that allows it. Nothing was changed. */
  wrong_state: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '现在还不能这样做，状态已变化，请看最新画面。',
      en: 'That is not possible now. The state has changed; look at the current screen.',
    },
  },
  /** A flow is to be submitted or published of which a rule about what comes before what is not proved on every path; `issues` name the rules and where. */
  flow_unproved: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '流程未通过证明，请按指出的路径修改后再提交。',
      en: 'The flow is not proved. Mend the paths that are shown and submit it again.',
    },
  },
  /** A flow is to be edited or submitted that another page edits, or is saved by a page that no longer holds it. */
  flow_locked: {
    status: 409,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '有人正在编辑这个流程。', en: 'This flow is being edited elsewhere.' },
  },
  /** A flow is saved, submitted or published from another state than the one that stands; nothing was overwritten. */
  draft_changed: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '流程已有新的改动，请先查看再继续。', en: 'The flow has changed meanwhile. Look at it first.' },
  },
  /** A file is no bundle, was not signed by a key that is trusted, or does not fit what is installed; `issues` name the reason. */
  bundle_refused: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '该文件未通过核验，未安装任何内容。',
      en: 'This file did not pass its checks. Nothing was installed.',
    },
  },
  /** A bundle is to be removed of which a flow in review, in force or with sessions under way uses a component; `issues` name the flows. */
  component_in_use: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '仍有流程在使用其中的组件，请先停用这些流程。',
      en: 'Flows still use its components. Take those out of force first.',
    },
  },
  /** A flow is to be submitted or published of which a saved scenario does not go as it should; `issues` name the scenarios and what was otherwise. */
  scenario_failed: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '有仿真场景未通过，请先修改。', en: 'A scenario does not go as it should. Mend it first.' },
  },
  /** Media, a check or a ticket is asked for before the recording notice was accepted. */
  consent_required: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '请先阅读并同意录音录像告知。', en: 'Read and accept the recording notice first.' },
  },
  /** The customer accepted another version of the notice than the one in force. */
  notice_outdated: {
    status: 409,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '告知内容已更新，请重新阅读。', en: 'The notice has changed. Read it again.' },
  },
  /** The entry link was exchanged before: a forwarded or replayed link. */
  link_used: {
    status: 410,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '这个链接已经使用过。请回到银行的应用重新打开。',
      en: 'This link has already been used. Open it again from your bank.',
    },
  },
  /** The entry link is older than its life time. */
  link_expired: {
    status: 410,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '这个链接已经过期。请回到银行的应用重新打开。', en: 'This link has expired. Open it again from your bank.' },
  },
  /** User name and password do not match an active member of staff; which of the two is never said. */
  login_failed: {
    status: 401,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '工号或密码不正确。', en: 'The user name or password is wrong.' },
  },
  /** Too many wrong passwords; the wait doubles each time. */
  login_locked: {
    status: 429,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '尝试次数过多，请稍后再试。', en: 'Too many attempts. Wait a while and try again.' },
  },
  /** The password is right, but it is a one-time one whose time is over. */
  password_expired: {
    status: 401,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '一次性密码已过期，请联系管理员重置。', en: 'The one-time password has expired. Ask an administrator for a new one.' },
  },
  /** Anything is asked for before a password that was handed out is replaced by one of the person's own. */
  password_change_due: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '请先设置自己的密码。', en: 'Choose a password of your own first.' },
  },
  /** The new password is the old one, or contains the staff number. */
  password_reused: {
    status: 422,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '新密码不能与原密码相同，也不能包含工号。',
      en: 'The new password may not be the old one, nor contain the staff number.',
    },
  },
  /** Somebody has the staff number already, or had it and left. */
  staff_number_taken: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '这个工号已有人使用。', en: 'Somebody has this staff number already.' },
  },
  /** Another service numbers its tickets with these letters. */
  ticket_prefix_taken: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '这个号码前缀已有其他业务使用。', en: 'Another service uses these letters already.' },
  },
  /** A customer enters while the service is closed; an entry link is not used up by it. */
  outside_hours: {
    status: 409,
    fault: 'theirs',
    retryable: true,
    text: {
      'zh-CN': '这项业务现在不办理，请在服务时间内再来，链接仍然有效。',
      en: 'This service is not offered at this hour. Come back during its hours; a link stays good.',
    },
  },
  /** Another operation of the bank’s systems has the name already. */
  operation_name_taken: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '这个接口名称已经登记过。', en: 'This operation has been entered already.' },
  },
  /** The address of an operation is on a host that the operator has not allowed (SERVICE_HOSTS). */
  host_not_allowed: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '运维没有放行这个主机，请先在 SERVICE_HOSTS 中放行。',
      en: 'The operator has not allowed this host. It must stand in SERVICE_HOSTS first.',
    },
  },
  /** A demo login is used from another machine. */
  loopback_only: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '演示账号只能在本机使用。', en: 'Demo logins work on this machine only.' },
  },
  /** More requests of this name than its rate allows. */
  rate_limited: {
    status: 429,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '操作太快，请稍等几秒。', en: 'Too fast. Wait a few seconds.' },
  },
  /** A room token is expired, replayed, signed by nobody we know, or names another node or room. */
  token_invalid: {
    status: 401,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '通话凭证无效，正在重新获取。', en: 'The call pass is not valid. Getting a new one.' },
  },
  /** The signature over the challenge is not by the key that the token or the enrolment names. */
  proof_invalid: {
    status: 401,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '无法确认是同一台设备，请从原来的页面进入。',
      en: 'This is not the device that was let in. Enter from the original page.',
    },
  },
  /** A peer resumes that the node no longer holds (it restarted, or the grace time is over): join again with a new token. */
  peer_unknown: {
    status: 404,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '连接已中断，正在重新进入。', en: 'The connection was lost. Joining again.' },
  },
  /** The room holds as many peers as it was opened for. */
  room_full: {
    status: 409,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '通话人数已满。', en: 'The call is full.' },
  },
  /** The browser offers neither H264 nor VP8, or no Opus. */
  codec_unsupported: {
    status: 422,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '这个浏览器不支持视频通话，请换用新版 Chrome、Safari 或 Edge。',
      en: 'This browser cannot make video calls. Use a current Chrome, Safari or Edge.',
    },
  },
  /** A media node registers whose key no administrator has approved. */
  node_not_enrolled: {
    status: 403,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '媒体节点尚未获批准。', en: 'This media node has not been approved.' },
  },
  /** No media node is registered, or all are full. */
  no_node: {
    status: 503,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '视频线路暂时不可用，请稍后再试。', en: 'Video lines are not available at the moment. Try again shortly.' },
  },
  /** A media node did not answer a command before its deadline. */
  node_unreachable: {
    status: 503,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '视频线路没有响应，正在重试。', en: 'The video line did not answer. Trying again.' },
  },
  /** The recording service beside the node did not answer before its deadline. */
  recorder_unreachable: {
    status: 503,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '录制服务没有响应，办理已暂停。', en: 'The recording service did not answer. The step is held.' },
  },
  /** A step that must be recorded is asked for before packets of both parties were written. */
  recording_not_confirmed: {
    status: 409,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '双录尚未确认，请稍等。', en: 'Recording is not confirmed yet. Wait a moment.' },
  },
  /** Free disk space is under the limit, so no recording may start. */
  disk_low: {
    status: 507,
    fault: 'ours',
    retryable: true,
    text: {
      'zh-CN': '录制空间不足，暂时不能开始。请联系管理员。',
      en: 'There is not enough space to record, so it cannot start. Tell an administrator.',
    },
  },
  /** The file of a recording is asked for before it was muxed. */
  recording_not_ready: {
    status: 409,
    fault: 'theirs',
    retryable: true,
    text: { 'zh-CN': '录像还在整理，请稍后再看。', en: 'The recording is still being prepared. Look again shortly.' },
  },
  /** Something is to be deleted that has to be kept: its time is not over, a dispute is open, or a legal hold stands. */
  retained: {
    status: 409,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '仍在保存期内或处于法律保全中，不能删除。本次操作已记录。',
      en: 'This has to be kept: its time is not over, or a hold stands. The attempt has been noted.',
    },
  },
  /** Whoever asked for something that two people have to want decides it themselves. */
  second_person: {
    status: 403,
    fault: 'theirs',
    retryable: false,
    text: { 'zh-CN': '须由另一位同事确认。', en: 'Somebody else has to confirm this.' },
  },
  /** A recording is asked for that was deleted once its time was over, or whose key was destroyed; `certificate` is the number of what certifies it. */
  recording_deleted: {
    status: 410,
    fault: 'theirs',
    retryable: false,
    text: {
      'zh-CN': '录像保存期满，已按规定删除，删除证明可在保存期限页面查看。',
      en: 'The recording was deleted when its time was over. The certificate is on the retention page.',
    },
  },
  /** A request was not done before its deadline. */
  deadline_exceeded: {
    status: 504,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '响应超时，请再试一次。', en: 'That took too long. Try again.' },
  },
  /** The database or another part that the request needs is away; nothing was acknowledged. */
  unavailable: {
    status: 503,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '服务暂时不可用，正在恢复，请稍后再试。', en: 'The service is coming back. Try again shortly.' },
  },
  /** Anything that nobody foresaw; the log has the cause under the same request id. */
  internal: {
    status: 500,
    fault: 'ours',
    retryable: true,
    text: { 'zh-CN': '出了点问题，我们已记录。请再试一次。', en: 'Something went wrong and has been logged. Try again.' },
  },
} as const satisfies Record<string, ErrorEntry>;
