import { readFile } from 'node:fs/promises';
import { AppError, RecordingId, type LocalText } from '@guichet/protocol';
import { type DamagedObject, LocalObjectStore, type ObjectStore, type ScrubReport, scrubStore } from '@guichet/recording';
import { S3ObjectStore } from '@guichet/recording/s3';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandModule, Outcome } from '../command.ts';
import { archiveFolder } from '../config.ts';
import { exitCode } from '../exit-code.ts';
import { size } from './journal-text.ts';

type Say = (texts: LocalText) => string;

interface StoreOptions {
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly region: string;
  readonly prefix: string;
  readonly credentials?: string;
  readonly recording?: string;
  readonly json?: boolean;
}

const Credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** `store scrub` and `store status`: whether the recordings of an archive are whole. Reads the store alone; no database is asked. */
export const store: CommandModule = {
  register(program, { say, output }, run) {
    const command = program
      .command('store')
      .description(say({ en: 'look into the archive of recordings', 'zh-CN': '检查录像归档' }))
      .helpCommand(false);
    withPlace(command.command('scrub'), say)
      .option('--recording <id>', say({ en: 'only this one', 'zh-CN': '只检查这一份录像' }))
      .description(
        say({ en: 'read every object again: is it what was stored, and where is it not', 'zh-CN': '逐一复核对象，指出损坏的位置' }),
      )
      .addHelpText(
        'after',
        examples(
          say,
          [
            'guichet store scrub .data/archive',
            'guichet store scrub --bucket recordings --endpoint https://… --credentials s3.json --json',
          ],
          {
            en: 'Exits 0 when every object is whole, 1 when one is damaged or a recording is not wholly there.',
            'zh-CN': '全部完整时退出码为 0；有损坏或归档未完成时为 1。',
          },
        ),
      )
      .action((folder: string | undefined, options: StoreOptions) =>
        run(() => scrub(folder, options, say, (text) => output.note(text)), options),
      );
    withPlace(command.command('status'), say)
      .description(say({ en: 'what stands in the archive', 'zh-CN': '查看归档中有什么' }))
      .addHelpText(
        'after',
        examples(say, ['guichet store status', 'guichet store status .data/archive --json'], {
          en: 'Reads no object. Exits 0 when every recording is wholly there, 1 when an upload has not ended.',
          'zh-CN': '不读取对象内容。全部归档完成时退出码为 0，有未完成的为 1。',
        }),
      )
      .action((folder: string | undefined, options: StoreOptions) => run(() => status(folder, options, say), options));
  },
};

function withPlace(command: Command, say: Say): Command {
  return command
    .argument(
      '[folder]',
      say({ en: 'the archive’s folder; this installation’s own when left out', 'zh-CN': '归档文件夹；省略时为本机归档' }),
    )
    .option('--bucket <name>', say({ en: 'a bucket instead of a folder', 'zh-CN': '改用存储桶' }))
    .option('--endpoint <url>', say({ en: 'where the bucket is', 'zh-CN': '存储桶地址' }))
    .option('--region <name>', say({ en: 'of the bucket', 'zh-CN': '存储桶区域' }), 'us-east-1')
    .option('--prefix <text>', say({ en: 'before every key', 'zh-CN': '键的前缀' }), '')
    .option(
      '--credentials <file>',
      say({ en: 'JSON with accessKeyId and secretAccessKey', 'zh-CN': '含 accessKeyId 和 secretAccessKey 的 JSON 文件' }),
    )
    .option('--json', say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' }));
}

const examples = (say: Say, lines: readonly string[], exits: LocalText): string =>
  `\n${say({ en: 'Examples:', 'zh-CN': '示例：' })}\n${lines.map((line) => `  ${line}`).join('\n')}\n\n${say(exits)}`;

async function open(folder: string | undefined, { bucket, endpoint, region, prefix, credentials }: StoreOptions): Promise<ObjectStore> {
  if (bucket === undefined) return new LocalObjectStore(folder ?? archiveFolder());
  if (credentials === undefined || folder !== undefined) throw new AppError('bad_request');
  const keys = Credentials.parse(JSON.parse(await readFile(credentials, 'utf8')));
  return new S3ObjectStore({ endpoint: endpoint ?? null, region, bucket, prefix, lockMode: 'COMPLIANCE', ...keys });
}

async function scrub(folder: string | undefined, options: StoreOptions, say: Say, note: (text: string) => void): Promise<Outcome> {
  const archive = await open(folder, options);
  const only = options.recording === undefined ? undefined : RecordingId.parse(options.recording);
  const report = await scrubStore(archive, { ...(only === undefined ? {} : { only }), onRecording: (id) => note(id) });
  const whole = report.damaged.length === 0 && report.incomplete.length === 0;
  return { exitCode: whole ? exitCode.yes : exitCode.no, json: { whole, ...report }, text: describe(report, whole, say) };
}

async function status(folder: string | undefined, options: StoreOptions, say: Say): Promise<Outcome> {
  const archive = await open(folder, options);
  const incomplete: RecordingId[] = [];
  let [recordings, objects, sizeBytes] = [0, 0, 0];
  for await (const recordingId of archive.recordings()) {
    recordings += 1;
    if ((await archive.readCatalog(recordingId)) === null) incomplete.push(recordingId);
    for await (const object of archive.objects(recordingId)) {
      objects += 1;
      sizeBytes += object.sizeBytes;
    }
  }
  const whole = incomplete.length === 0;
  const text = [
    `${archive.name}`,
    say({
      en: `${recordings} recordings, ${objects} objects, ${size(sizeBytes)}`,
      'zh-CN': `${recordings} 份录像，${objects} 个对象，${size(sizeBytes)}`,
    }),
    ...incomplete.map((id) => `! ${notEnded(id, say)}`),
  ].join('\n');
  return {
    exitCode: whole ? exitCode.yes : exitCode.no,
    json: { kind: archive.kind, name: archive.name, locks: archive.locks, recordings, objects, sizeBytes, incomplete },
    text,
  };
}

function describe({ recordings, objects, sizeBytes, damaged, incomplete }: ScrubReport, whole: boolean, say: Say): string {
  return [
    whole
      ? say({ en: 'Every object is whole.', 'zh-CN': '全部对象完整。' })
      : say({ en: 'Not everything is whole.', 'zh-CN': '并非全部完整。' }),
    say({
      en: `${recordings} recordings, ${objects} objects, ${size(sizeBytes)} read`,
      'zh-CN': `共读取 ${recordings} 份录像、${objects} 个对象、${size(sizeBytes)}`,
    }),
    ...damaged.map((one) => `! ${damageText(one, say)}`),
    ...incomplete.map((id) => `! ${notEnded(id, say)}`),
  ].join('\n');
}

const DAMAGE: Readonly<Record<DamagedObject['damage'], LocalText>> = {
  missing: { en: 'missing', 'zh-CN': '缺失' },
  shorter: { en: 'cut off', 'zh-CN': '被截断' },
  longer: { en: 'added to', 'zh-CN': '被追加' },
  changed: { en: 'changed', 'zh-CN': '被改动' },
};

const damageText = ({ recordingId, name, damage, fromByte, toByte }: DamagedObject, say: Say): string =>
  say({
    en: `${recordingId} ${name}: ${DAMAGE[damage].en}, bytes ${fromByte} to ${toByte}`,
    'zh-CN': `${recordingId} ${name}：${DAMAGE[damage]['zh-CN']}，第 ${fromByte} 至 ${toByte} 字节`,
  });

const notEnded = (id: RecordingId, say: Say): string => say({ en: `${id}: its upload has not ended`, 'zh-CN': `${id}：归档尚未完成` });
