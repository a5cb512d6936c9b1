import { folderSource, journalInfo } from '@guichet/recording';
import type { ContentInfo, JournalInfo } from '@guichet/recording';
import type { LocalText } from '@guichet/protocol';
import type { Command } from 'commander';
import type { CommandContext, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { damageText, gapText, seconds, size } from './journal-text.ts';
import { findUnwrapKey } from './journal-source.ts';

type Say = (texts: LocalText) => string;

export function registerJournalInfo(parent: Command, { say }: CommandContext, run: RunCommand): void {
  parent
    .command('info')
    .argument(
      '<folder>',
      say({ en: 'the journal’s folder, or a recording’s folder in the store', 'zh-CN': '日志文件夹，或存储中的录像文件夹' }),
    )
    .option(
      '--key <file>',
      say({
        en: 'private key that opens it (JWK or PEM); without one only what is in clear is told',
        'zh-CN': '解密私钥（JWK 或 PEM）；没有私钥时只显示明文信息',
      }),
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }))
    .description(say({ en: 'is the journal whole, and what is in it', 'zh-CN': '检查日志是否完整及其内容' }))
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet journal info .data/journals/rec_…\n  guichet journal info rec_… --key recording.jwk --json\n\n${say(
        {
          en: 'Exits 0 when the journal is whole and closed, 1 when anything is missing.',
          'zh-CN': '日志完整且已结束时退出码为 0，有任何缺失时为 1。',
        },
      )}`,
    )
    .action((folder: string, options: { key?: string; json?: boolean }) =>
      run(async () => {
        const source = folderSource(folder);
        const unwrapKey = await findUnwrapKey(source, options.key);
        const info = await journalInfo(source, unwrapKey ? { unwrapKey } : {});
        const whole = info.complete && info.damage.length === 0 && info.chain.ok;
        return { exitCode: whole ? exitCode.yes : exitCode.no, json: { whole, ...info }, text: describe(info, whole, say) };
      }, options),
    );
}

function describe(info: JournalInfo, whole: boolean, say: Say): string {
  const verdict = whole
    ? say({ en: 'The journal is whole.', 'zh-CN': '日志完整。' })
    : say({ en: 'The journal is not whole.', 'zh-CN': '日志不完整。' });
  const lines = [
    `${info.recordingId ?? '?'}  ${info.createdAt ?? '?'} – ${info.closedAt ?? '…'}`,
    verdict,
    say({
      en: `${info.chunks} chunks, ${size(info.sizeBytes)}, ${info.epochs} epoch(s), torn ${info.tornBytes} B`,
      'zh-CN': `${info.chunks} 个分片，${size(info.sizeBytes)}，${info.epochs} 个写入期，残缺 ${info.tornBytes} 字节`,
    }),
    info.chain.ok
      ? say({
          en: `chain verified through chunk ${info.chain.verifiedThrough}, head ${info.chain.head}`,
          'zh-CN': `哈希链验证至第 ${info.chain.verifiedThrough} 片，链头 ${info.chain.head}`,
        })
      : say({
          en: `chain broken after chunk ${info.chain.verifiedThrough}`,
          'zh-CN': `哈希链在第 ${info.chain.verifiedThrough} 片之后断裂`,
        }),
    ...info.damage.map((damage) => `! ${damageText(damage, say)}`),
    ...(info.content
      ? describeContent(info.content, say)
      : [say({ en: 'No key: what the journal holds stays closed.', 'zh-CN': '没有私钥：无法查看日志内容。' })]),
  ];
  return lines.join('\n');
}

function describeContent({ startedAt, durationMs, tracks, gaps, clock }: ContentInfo, say: Say): string[] {
  const synchronised = {
    true: say({ en: 'yes', 'zh-CN': '已同步' }),
    false: say({ en: 'no', 'zh-CN': '未同步' }),
    null: say({ en: 'not known', 'zh-CN': '未知' }),
  };
  return [
    say({
      en: `recorded from ${startedAt ?? '?'}, ${seconds(durationMs)}`,
      'zh-CN': `录制开始于 ${startedAt ?? '?'}，时长 ${seconds(durationMs)}`,
    }),
    say({ en: `clock synchronised: ${synchronised[`${clock.synchronised}`]}`, 'zh-CN': `时钟：${synchronised[`${clock.synchronised}`]}` }),
    ...clock.jumps.map((jump) =>
      say({
        en: `  clock set by ${jump.byMs} ms at ${seconds(jump.atMs)}`,
        'zh-CN': `  ${seconds(jump.atMs)} 时钟被调整 ${jump.byMs} 毫秒`,
      }),
    ),
    ...tracks.map((track) => {
      const span = track.firstMs === null || track.lastMs === null ? '–' : `${seconds(track.firstMs)} – ${seconds(track.lastMs)}`;
      const sizes = track.resolutions.map((entry) => `${entry.widthPx}x${entry.heightPx}`).join(' → ');
      const counts = say({
        en: `${track.packets} packets, ${track.lostPackets} lost`,
        'zh-CN': `${track.packets} 个包，丢失 ${track.lostPackets} 个`,
      });
      return `  ${track.participantId} ${track.source} ${track.codecs.join(' → ')} ${sizes} ${span} ${counts}`
        .replace(/ +/g, ' ')
        .replace(/^/, '  ');
    }),
    ...gaps.map((gap) => `! ${gapText(gap, say)}`),
  ];
}
