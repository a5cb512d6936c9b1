import { assertNever } from '@guichet/protocol';
import type { LocalText } from '@guichet/protocol';
import type { Damage, GapInfo } from '@guichet/recording';
import { recordingKeyFile } from '../config.ts';

type Say = (texts: LocalText) => string;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** What is wrong, for a person. */
export function damageText({ kind, chunkSeq, bytes, detail }: Damage, say: Say): string {
  const chunk = chunkSeq === null ? '' : say({ en: `chunk ${chunkSeq}: `, 'zh-CN': `第 ${chunkSeq} 片：` });
  const more = detail === null ? '' : ` (${detail})`;
  return `${chunk}${kindText(kind, bytes, say)}${more}`;
}

function kindText(kind: Damage['kind'], bytes: number, say: Say): string {
  switch (kind) {
    case 'header_unreadable':
      return say({ en: 'the journal’s header is missing or unreadable', 'zh-CN': '日志头缺失或无法读取' });
    case 'epoch_unreadable':
      return say({ en: 'a data key is missing, damaged, or not for this key', 'zh-CN': '数据密钥缺失、损坏或与私钥不匹配' });
    case 'chunk_missing':
      return say({ en: 'missing', 'zh-CN': '缺失' });
    case 'chunk_header':
      return say({ en: 'its header is damaged', 'zh-CN': '分片头损坏' });
    case 'chunk_hash':
      return say({ en: 'its bytes are not what was sealed', 'zh-CN': '内容与封存时不一致' });
    case 'unsealed':
      return say({ en: 'not sealed: still being written, or cut short', 'zh-CN': '未封存：仍在写入或被截断' });
    case 'seal':
      return say({ en: 'its seal does not hold', 'zh-CN': '封存信息无效' });
    case 'block':
      return say({ en: `a block of ${bytes} bytes cannot be opened`, 'zh-CN': `有 ${bytes} 字节无法解密` });
    case 'torn':
      return say({
        en: `${bytes} bytes at its end were being written when the writer stopped`,
        'zh-CN': `末尾 ${bytes} 字节在写入中断时未写完`,
      });
    case 'not_final':
      return say({ en: 'the recording is open, or its end is missing', 'zh-CN': '录制未结束，或缺少结尾' });
    default:
      return assertNever(kind);
  }
}

/** A hole, for a person. */
export function gapText({ trackId, cause, fromMs, toMs, from }: GapInfo, say: Say): string {
  const what = trackId ?? say({ en: 'all tracks', 'zh-CN': '所有轨道' });
  return say({
    en: `nothing of ${what} for ${seconds(toMs - fromMs)} from ${seconds(fromMs)} (${from}): ${causeText(cause, say)}`,
    'zh-CN': `${what} 自 ${seconds(fromMs)}（${from}）起缺失 ${seconds(toMs - fromMs)}：${causeText(cause, say)}`,
  });
}

function causeText(cause: GapInfo['cause'], say: Say): string {
  switch (cause) {
    case 'track_silent':
      return say({ en: 'no packets came', 'zh-CN': '没有收到数据' });
    case 'service_down':
      return say({ en: 'the recording service was not running', 'zh-CN': '录制服务未运行' });
    case 'disk_full':
      return say({ en: 'the disk was full', 'zh-CN': '磁盘已满' });
    case 'disk_low':
      return say({ en: 'disk space was under the limit', 'zh-CN': '磁盘空间低于下限' });
    case 'write_failed':
      return say({ en: 'the disk refused a write', 'zh-CN': '磁盘写入失败' });
    case 'paused_by_step':
      return say({ en: 'paused by a step of the flow, no damage', 'zh-CN': '按流程环节要求暂停录制，并非损坏' });
    case 'damage':
      return say({ en: 'the journal is damaged there', 'zh-CN': '日志在此处损坏' });
    default:
      return assertNever(cause);
  }
}

export const noKey = (say: Say): string =>
  say({
    en: `The journal is encrypted, and no key opens it. Name one with --key (this installation's would be ${recordingKeyFile()}).`,
    'zh-CN': `日志已加密，没有可用的私钥。请用 --key 指定（本机私钥位置：${recordingKeyFile()}）。`,
  });

export const nothingToPlay = (say: Say): string =>
  say({ en: 'There is nothing in the journal that could be played.', 'zh-CN': '日志中没有可播放的内容。' });

/** A line for every fifth. */
export function progressTo(note: (text: string) => void): (ratio: number) => void {
  let told = 0;
  return (ratio) => {
    const fifths = Math.floor(ratio * 5);
    if (fifths <= told) return;
    told = fifths;
    note(`${fifths * 20} %`);
  };
}
