import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, Language, type LocalText } from '@guichet/protocol';
import { folderSource, type GapInfo } from '@guichet/recording';
import { ComposeLayout, type ComposeResult, type ComposeStory, composeJournal, type StoryGap } from '@guichet/recording/compose';
import type { MuxResult } from '@guichet/recording/mux';
import { type Command, Option } from 'commander';
import type { CommandContext, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { findUnwrapKey, jsonOption, keyOption } from './journal-source.ts';
import { noKey, nothingToPlay, progressTo, seconds } from './journal-text.ts';

interface ComposeArguments {
  readonly output: string;
  readonly layout: ComposeLayout;
  readonly language?: Language;
  readonly timeZone?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** What the journal's holes are called in a composite. */
const TROUBLE_OF: Readonly<Record<GapInfo['cause'], StoryGap['trouble']>> = {
  track_silent: 'track_silent',
  service_down: 'recorder_away',
  disk_full: 'disk_low',
  disk_low: 'disk_low',
  write_failed: 'write_failed',
  paused_by_step: 'paused_by_step',
  damage: 'write_failed',
};

export function registerJournalCompose(parent: Command, { say, output }: CommandContext, run: RunCommand): void {
  parent
    .command('compose')
    .argument(
      '<folder>',
      say({ en: 'the journal’s folder, or a recording’s folder in the store', 'zh-CN': '日志文件夹，或存储中的录像文件夹' }),
    )
    .requiredOption('-o, --output <file>', say({ en: 'where the MP4 goes', 'zh-CN': '输出的 MP4 文件' }))
    .addOption(
      new Option('--layout <layout>', say({ en: 'how the parties are shown', 'zh-CN': '画面布局' }))
        .choices(ComposeLayout.options)
        .default(ComposeLayout.options[0]),
    )
    .addOption(
      new Option('--language <language>', say({ en: 'of what is written in the picture', 'zh-CN': '画面文字的语言' })).choices(
        Language.options,
      ),
    )
    .option('--time-zone <zone>', say({ en: 'of the clock in the picture: Asia/Shanghai', 'zh-CN': '画面时钟的时区：Asia/Shanghai' }))
    .addOption(keyOption(say))
    .addOption(jsonOption(say))
    .description(
      say({
        en: 'make one picture of all parties of a journal, with the recorder’s clock: derived, never the original',
        'zh-CN': '将日志中各方合成一个画面，叠加录制时钟：派生文件，不替代原始录像',
      }),
    )
    .addHelpText(
      'after',
      `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n  guichet journal compose .data/journals/rec_… --layout side-by-side -o call.mp4\n  guichet journal compose rec_… --layout speaker -o call.mp4 --key recording.jwk --json\n\n${say(
        {
          en: 'A journal knows nobody by name: parties are numbered, as they came. Exits 0 when the file was made.',
          'zh-CN': '日志不含姓名：参与方按出现顺序编号。文件生成后退出码为 0。',
        },
      )}`,
    )
    .action((folder: string, options: ComposeArguments) =>
      run(async () => {
        const source = folderSource(folder);
        const unwrapKey = await findUnwrapKey(source, options.key);
        if (!unwrapKey) throw new Error(noKey(say));
        const timeZone = timeZoneOf(options.timeZone, say);
        await mkdir(dirname(options.output), { recursive: true });
        const result = await composeJournal(source, options.output, {
          layout: options.layout,
          unwrapKey,
          storyOf: (muxed) => storyOf(muxed, options.language ?? (say({ en: 'en', 'zh-CN': 'zh-CN' }) as Language), timeZone),
          ...(options.json ? {} : { onProgress: progressTo(output.note) }),
        }).catch((error: unknown) => {
          throw error instanceof AppError && error.code === 'recording_not_ready' ? new Error(nothingToPlay(say), { cause: error }) : error;
        });
        const { muxed, ...made } = result;
        return {
          exitCode: exitCode.yes,
          json: { output: options.output, ...made, startedAt: muxed.startedAt, gaps: muxed.gaps, complete: muxed.complete },
          text: describe(options.output, result, say),
        };
      }, options),
    );
}

function timeZoneOf(named: string | undefined, say: (texts: LocalText) => string): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: named ?? own }).resolvedOptions().timeZone;
  } catch (error) {
    throw new Error(say({ en: `There is no time zone ${named}.`, 'zh-CN': `没有名为 ${named} 的时区。` }), { cause: error });
  }
}

/** All that a journal tells by itself. */
function storyOf({ gaps }: MuxResult, language: Language, timeZone: string): ComposeStory {
  return {
    ...{ language, timeZone, sessionNumber: null, parties: [], steps: [], captions: [], chapters: [], speech: null },
    gaps: gaps.map(({ trackId, cause, fromMs, toMs }) => ({
      ...{ kind: 'lost', trackId, participantId: null, trouble: TROUBLE_OF[cause] },
      ...{ fromMs: Math.round(fromMs), untilMs: Math.round(toMs) },
    })),
  };
}

const describe = (
  file: string,
  { widthPx, heightPx, durationMs, parties, cards, muxed }: ComposeResult & { readonly muxed: MuxResult },
  say: (texts: LocalText) => string,
): string =>
  [
    `${file}  ${muxed.startedAt}  ${seconds(durationMs)}  ${widthPx}x${heightPx}`,
    say({
      en: `  ${parties} parties, ${cards} stretches in which a card stands for a picture`,
      'zh-CN': `  ${parties} 方，${cards} 段以说明卡片代替画面`,
    }),
  ].join('\n');
