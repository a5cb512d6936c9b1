import { folderSource } from '@guichet/recording';
import { muxToMatroska, muxToMp4 } from '@guichet/recording/mux';
import type { MuxResult } from '@guichet/recording/mux';
import type { LocalText } from '@guichet/protocol';
import { AppError } from '@guichet/protocol';
import type { Command } from 'commander';
import type { CommandContext, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { damageText, gapText, noKey, nothingToPlay, progressTo, seconds } from './journal-text.ts';
import { findUnwrapKey, jsonOption, keyOption } from './journal-source.ts';

type Say = (texts: LocalText) => string;

interface MuxArguments {
  readonly output: string;
  readonly mp4?: boolean;
  readonly key?: string;
  readonly json?: boolean;
}

export function registerJournalMux(parent: Command, { say, output }: CommandContext, run: RunCommand): void {
  parent
    .command('mux')
    .argument(
      '<folder>',
      say({ en: 'the journal’s folder, or a recording’s folder in the store', 'zh-CN': '日志文件夹，或存储中的录像文件夹' }),
    )
    .requiredOption('-o, --output <file>', say({ en: 'where the file goes', 'zh-CN': '输出文件' }))
    .option(
      '--mp4',
      say({
        en: 'MP4 with AAC instead of Matroska (also when the name ends in .mp4)',
        'zh-CN': '输出 MP4（AAC 声音）；文件名以 .mp4 结尾时亦然',
      }),
    )
    .addOption(keyOption(say))
    .addOption(jsonOption(say))
    .description(
      say({
        en: 'make a file of a journal, by copying: all tracks on one clock',
        'zh-CN': '将日志转为可播放文件：不转码，所有轨道同一时钟',
      }),
    )
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet journal mux .data/journals/rec_… -o call.mkv\n  guichet journal mux rec_… -o call.mp4 --key recording.jwk --json\n\n${say(
        {
          en: 'A damaged journal gives everything that is left; what is missing is told. Exits 0 when the file was made.',
          'zh-CN': '日志损坏时输出其余全部内容，并说明缺失部分。文件生成后退出码为 0。',
        },
      )}`,
    )
    .action((folder: string, options: MuxArguments) =>
      run(async () => {
        const source = folderSource(folder);
        const unwrapKey = await findUnwrapKey(source, options.key);
        if (!unwrapKey) throw new Error(noKey(say));
        const mp4 = options.mp4 === true || options.output.toLowerCase().endsWith('.mp4');
        const result = await (mp4 ? muxToMp4 : muxToMatroska)(source, options.output, {
          unwrapKey,
          ...(options.json ? {} : { onProgress: progressTo(output.note) }),
        }).catch((error: unknown) => {
          throw error instanceof AppError && error.code === 'recording_not_ready' ? new Error(nothingToPlay(say), { cause: error }) : error;
        });
        return {
          exitCode: exitCode.yes,
          json: { output: options.output, format: mp4 ? 'mp4' : 'matroska', ...result },
          text: describe(options.output, result, say),
        };
      }, options),
    );
}

function describe(file: string, result: MuxResult, say: Say): string {
  const lines = [
    `${file}  ${result.startedAt}  ${seconds(result.durationMs)}`,
    ...result.tracks.map((track) => {
      const counts = say({
        en: `${track.frames} frames, ${track.droppedFrames} dropped, ${track.lostPackets} packets lost`,
        'zh-CN': `${track.frames} 帧，丢弃 ${track.droppedFrames} 帧，丢失 ${track.lostPackets} 个包`,
      });
      return `  ${track.participantId} ${track.source} ${track.codec} ${counts}`;
    }),
    ...result.omitted.map((omitted) => `! ${omitted.trackId} ${omitted.codec}: ${omitted.reason}`),
    ...result.gaps.map((gap) => `! ${gapText(gap, say)}`),
    ...result.missing.map((damage) => `! ${damageText(damage, say)}`),
    result.complete
      ? say({ en: 'Nothing is missing.', 'zh-CN': '没有缺失。' })
      : say({ en: 'The journal was not whole: see above.', 'zh-CN': '日志不完整，见上。' }),
  ];
  return lines.join('\n');
}
