import { FileKind, retentionText } from '@guichet/evidence/sealing';
import { Language, type LocalText } from '@guichet/protocol';
import { TextTemplate } from '../documents/document-template.ts';
import { typeset } from '../documents/typeset.ts';
import type { MadeFile } from './made-files.ts';
import type { SessionFacts } from './session-facts.ts';

const both = (label: LocalText, value: LocalText) => ({ kind: 'field' as const, label, value });
const field = (label: LocalText, value: string) => both(label, { 'zh-CN': value, en: value });
const paragraph = (text: LocalText) => ({ kind: 'paragraph' as const, text });
const heading = (text: LocalText) => ({ kind: 'heading' as const, text });

/** One page for people, in each language: what this package is of, what is in it, and how anybody verifies it. No name and no number of a customer stands in it. */
export async function summaryFiles(facts: SessionFacts, signer: { readonly name: string; readonly demo: boolean }): Promise<MadeFile[]> {
  const template = TextTemplate.parse({
    formatVersion: 1,
    title: { 'zh-CN': '业务会话证据包', en: 'Evidence of a session' },
    blocks: [
      ...sessionFields(facts, signer),
      heading({ 'zh-CN': '包内内容', en: 'What is in it' }),
      ...contentFields(facts),
      heading({ 'zh-CN': '如何核验', en: 'How to verify it' }),
      paragraph({
        'zh-CN':
          '用核验网页打开本包，或运行 guichet verify 命令；两者都不访问网络。仅用 openssl 亦可核验签名与时间戳：openssl cms -verify 与 openssl ts -verify。请从机构的公开渠道取得其证书，不要使用随包附带的。',
        en: 'Open the package in the verification page, or run guichet verify; neither uses the network. Signature and time-stamps verify with openssl cms -verify and openssl ts -verify alone. Take the certificate of the institution from where it is published, not from here.',
      }),
      paragraph({
        'zh-CN': '客户在办理过程中收到的签名回执可与本包核对：若录像或日志事后被改写，回执将对不上。',
        en: 'The signed receipt that the customer was handed during the session can be held against this package: what was rewritten afterwards does not fit it.',
      }),
    ],
  });
  return Promise.all(
    Language.options.map(async (language) => {
      const pdf = await typeset(template, language, {});
      // The same facts give the same file: what a library would put in by itself is the moment of its making.
      const at = new Date(facts.events.at(-1)?.at ?? 0);
      pdf.setCreationDate(at);
      pdf.setModificationDate(at);
      return { path: `summary.${language}.pdf`, kind: FileKind.summary, bytes: await pdf.save({ useObjectStreams: false }) };
    }),
  );
}

/** One page: of several recordings the first is named; the manifest has them all. */
const MAX_NAMED = 1;
const RESULTS: readonly (readonly [string, LocalText])[] = [
  ['pass', { 'zh-CN': '通过', en: 'passed' }],
  ['fail', { 'zh-CN': '不通过', en: 'failed' }],
  ['warn', { 'zh-CN': '提示', en: 'warned' }],
  ['not_evaluated', { 'zh-CN': '未评估', en: 'not evaluated' }],
];
/** A line breaks where there is room to. */
const grouped = (hash: string | null): string => hash?.match(/.{1,16}/g)?.join(' ') ?? '-';

function sessionFields({ session, bank, flow, retention }: SessionFacts, signer: { readonly name: string; readonly demo: boolean }) {
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone: bank.timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return [
    both({ 'zh-CN': '机构', en: 'Institution' }, { 'zh-CN': bank.nameZh, en: bank.nameEn }),
    field({ 'zh-CN': '业务号', en: 'Session' }, `${session.number} (${session.openedOn})`),
    both({ 'zh-CN': '业务', en: 'Service' }, { 'zh-CN': session.serviceType.titleZh, en: session.serviceType.titleEn }),
    field(
      { 'zh-CN': '起止时间', en: 'From, to' },
      `${time.format(session.openedAt)}, ${session.endedAt === null ? '-' : time.format(session.endedAt)} (${bank.timeZone})`,
    ),
    ...(flow === null ? [] : [field({ 'zh-CN': '流程', en: 'Flow' }, `${flow.key} v${flow.version}`)]),
    ...(retention === null
      ? []
      : [
          both(
            { 'zh-CN': '应保存至', en: 'To be kept until' },
            retentionText({ ...retention, policies: retention.policies.slice(0, MAX_NAMED) }),
          ),
        ]),
    field({ 'zh-CN': '签封者', en: 'Sealed by' }, signer.name),
    ...(signer.demo
      ? [paragraph({ 'zh-CN': '演示密钥：除本安装外无人为其担保。', en: 'A demo key: nobody but this installation vouches for it.' })]
      : []),
  ];
}

function contentFields({ recordings, events, documents, inspections, packs }: SessionFacts) {
  const minutes = (recordings.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0) / 60_000).toFixed(1);
  const results = inspections.flatMap(({ findings }) => findings as readonly { readonly result: string }[]);
  const count = (wanted: string): number => results.filter(({ result }) => result === wanted).length;
  const lastHash = grouped(events.at(-1)?.hash ?? null);
  const names = packs.map(({ id, version }) => `${id} ${version}`).join(', ') || '-';
  const told = (language: Language): string => RESULTS.map(([result, words]) => `${words[language]} ${count(result)}`).join(' · ');
  return [
    both(
      { 'zh-CN': '录像', en: 'Recordings' },
      { 'zh-CN': `${recordings.length} 个，共 ${minutes} 分钟`, en: `${recordings.length}, ${minutes} minutes` },
    ),
    ...recordings
      .slice(0, MAX_NAMED)
      .map(({ id, head, chunks }) =>
        both(
          { 'zh-CN': '录像链头', en: 'Head of the recording' },
          { 'zh-CN': `${id}，第 ${chunks} 分片 ${grouped(head)}`, en: `${id}, chunk ${chunks} ${grouped(head)}` },
        ),
      ),
    both(
      { 'zh-CN': '事件日志', en: 'Log' },
      { 'zh-CN': `${events.length} 条，末条哈希 ${lastHash}`, en: `${events.length} events, the last one ${lastHash}` },
    ),
    field({ 'zh-CN': '文件', en: 'Documents' }, String(documents.length)),
    field({ 'zh-CN': '规则包', en: 'Rule packs' }, names),
    both({ 'zh-CN': '规则检查', en: 'Rules' }, { 'zh-CN': told('zh-CN'), en: told('en') }),
  ];
}
