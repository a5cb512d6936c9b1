import type { Language, PartyRole, RecordingTrouble } from '@guichet/protocol';

interface ComposeWords {
  readonly session: string;
  readonly party: (place: number) => string;
  readonly roles: Readonly<Record<PartyRole, string>>;
  readonly screenOf: (name: string) => string;
  readonly mix: string;
  readonly muted: string;
  readonly notJoined: string;
  readonly left: string;
  readonly cameraOff: string;
  readonly noPicture: string;
  readonly noCamera: string;
  readonly noScreen: string;
  readonly held: string;
  readonly away: string;
  readonly lost: Readonly<Record<RecordingTrouble, string>>;
  readonly lostAnyhow: string;
}

/** Everything that a composite says in words of its own. */
export const COMPOSE_WORDS: Readonly<Record<Language, ComposeWords>> = {
  'zh-CN': {
    session: '业务编号',
    party: (place) => `参与方 ${place}`,
    roles: { customer: '客户', agent: '坐席', supervisor: '主管', guest: '第三方', virtual_agent: '数字人' },
    screenOf: (name) => `${name} 的共享屏幕`,
    mix: '全部声音',
    muted: '静音',
    notJoined: '尚未加入',
    left: '已离开',
    cameraOff: '摄像头已关闭',
    noPicture: '无画面',
    noCamera: '无画面，仅有声音',
    noScreen: '未共享屏幕',
    held: '通话保持中',
    away: '连接中断',
    lostAnyhow: '画面缺失',
    lost: {
      recorder_away: '画面缺失：录制服务中断',
      track_silent: '画面缺失：未收到数据',
      disk_low: '画面缺失：录制空间不足',
      write_failed: '画面缺失：写入失败',
      store_behind: '画面缺失：存储滞后',
      worker_restarted: '画面缺失：媒体服务重启',
      node_away: '画面缺失：媒体节点中断',
      paused_by_step: '按流程要求未录制',
    },
  },
  en: {
    session: 'Session',
    party: (place) => `Party ${place}`,
    roles: { customer: 'customer', agent: 'agent', supervisor: 'supervisor', guest: 'third party', virtual_agent: 'virtual agent' },
    screenOf: (name) => `Screen shared by ${name}`,
    mix: 'All voices',
    muted: 'muted',
    notJoined: 'Not here yet',
    left: 'Has left',
    cameraOff: 'Camera is off',
    noPicture: 'No picture',
    noCamera: 'No picture, sound only',
    noScreen: 'No screen is shared',
    held: 'Call on hold',
    away: 'Connection lost',
    lostAnyhow: 'Picture missing',
    lost: {
      recorder_away: 'Picture missing: the recorder was away',
      track_silent: 'Picture missing: nothing was received',
      disk_low: 'Picture missing: no space to record',
      write_failed: 'Picture missing: writing failed',
      store_behind: 'Picture missing: the store was behind',
      worker_restarted: 'Picture missing: the media service restarted',
      node_away: 'Picture missing: the media node was away',
      paused_by_step: 'Not recorded, as the procedure asks',
    },
  },
};
