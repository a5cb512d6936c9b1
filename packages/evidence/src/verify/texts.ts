import type { LocalText } from '@guichet/protocol';
import { CheckId, type CheckResult, type Finding, Outcome, Verdict } from './report.ts';

/** What each check asks, for the command line and the page alike. */
export const checkText: Readonly<Record<CheckId, LocalText>> = {
  [CheckId.container]: { en: 'The file has exactly one form and holds nothing else', 'zh-CN': '文件形式唯一，没有多余内容' },
  [CheckId.signature]: { en: 'The institution’s signature holds', 'zh-CN': '机构签名有效' },
  [CheckId.signer]: { en: 'The signer is one you trust', 'zh-CN': '签名者受您信任' },
  [CheckId.manifest]: { en: 'The list of contents is whole and is the one that was signed', 'zh-CN': '清单完整，且与签名一致' },
  [CheckId.files]: { en: 'Every file is the one that was listed', 'zh-CN': '每个文件都与清单一致' },
  [CheckId.recordings]: {
    en: 'The recordings are whole, in order, and sealed as they were made',
    'zh-CN': '录像完整、顺序正确，且在录制时已逐段签封',
  },
  [CheckId.log]: { en: 'The log of what happened is whole and in order', 'zh-CN': '事件日志完整且顺序正确' },
  [CheckId.timeStamps]: { en: 'An authority saw it at the time it says', 'zh-CN': '可信时间戳机构证明了时间' },
  [CheckId.sealLog]: { en: 'The seal stands in the institution’s public log', 'zh-CN': '签封已记入机构的公开日志' },
  [CheckId.heads]: { en: 'It agrees with what was signed and handed out while it happened', 'zh-CN': '与办理过程中已签发的链头一致' },
  [CheckId.receipt]: { en: 'It agrees with the customer’s own receipt', 'zh-CN': '与客户自留的回执一致' },
};

export const verdictText: Readonly<Record<Verdict, LocalText>> = {
  [Verdict.genuine]: {
    en: 'Genuine: nothing was changed, and you trust whoever sealed it.',
    'zh-CN': '真实：内容未被改动，签封者受您信任。',
  },
  [Verdict.unconfirmed]: {
    en: 'Unconfirmed: nothing is wrong inside, but nobody you trust vouches for it. Say whom you trust.',
    'zh-CN': '未能确认：内部无误，但没有您信任的一方为其作证。请指定您信任的证书。',
  },
  [Verdict.notGenuine]: { en: 'Not genuine: what is marked below does not hold.', 'zh-CN': '不真实：下列标出的内容不成立。' },
};

const outcomeText: Readonly<Record<Outcome, LocalText>> = {
  [Outcome.pass]: { en: 'holds', 'zh-CN': '成立' },
  [Outcome.fail]: { en: 'does not hold', 'zh-CN': '不成立' },
  [Outcome.notEvaluated]: { en: 'not checked', 'zh-CN': '未检查' },
};

const REASONS: Readonly<Record<string, LocalText>> = {
  none: { en: 'there is none', 'zh-CN': '没有提供' },
  nobody_trusted: { en: 'no certificate or key of somebody you trust was given', 'zh-CN': '未提供您信任的证书或密钥' },
  no_signature: { en: 'there is no signature that holds', 'zh-CN': '没有有效的签名' },
  no_manifest: { en: 'the list of contents cannot be read', 'zh-CN': '无法读取清单' },
};

/** As each language has them. */
const COMMA: LocalText = { en: ', ', 'zh-CN': '，' };
const COLON: LocalText = { en: ': ', 'zh-CN': '：' };

const FAULTS: Readonly<Record<string, LocalText>> = {
  end: { en: 'cut short, or something was added at the end', 'zh-CN': '末尾被截断或被追加' },
  directory: { en: 'the directory of the file was changed', 'zh-CN': '文件目录被改动' },
  entry: { en: 'the head of this entry was changed, or something hides before it', 'zh-CN': '条目头部被改动，或其前藏有内容' },
  missing: { en: 'missing', 'zh-CN': '缺失' },
  foreign: { en: 'does not belong here', 'zh-CN': '不属于此处' },
  order: { en: 'not in its place', 'zh-CN': '位置不对' },
  content: { en: 'the content was changed', 'zh-CN': '内容被改动' },
  checksum: { en: 'the bytes were damaged', 'zh-CN': '字节已损坏' },
  form: { en: 'not in its proper form', 'zh-CN': '格式不正确' },
  digest: { en: 'is not what was signed', 'zh-CN': '与签名内容不符' },
  certificate: { en: 'the signer’s certificate is missing or another', 'zh-CN': '签名者证书缺失或不符' },
  signature: { en: 'the signature does not hold', 'zh-CN': '签名无效' },
  untrusted: { en: 'the signer is not one you trust', 'zh-CN': '签名者不受您信任' },
  root: { en: 'the head over the files does not fit them', 'zh-CN': '清单根哈希与文件不符' },
  list: { en: 'the signed list is not the one this package calls for', 'zh-CN': '签名清单与本包不符' },
  header: { en: 'the recording’s header is missing or was changed', 'zh-CN': '录像头部缺失或被改动' },
  node: { en: 'recorded by another node than the manifest names', 'zh-CN': '录制节点与清单不符' },
  unsealed: { en: 'the chunk carries no seal', 'zh-CN': '分片没有签封' },
  head: { en: 'its head was changed', 'zh-CN': '链头被改动' },
  link: { en: 'does not continue the one before', 'zh-CN': '与前一项不衔接' },
  hash: { en: 'was changed', 'zh-CN': '被改动' },
  imprint: { en: 'the time-stamp is over something else', 'zh-CN': '时间戳针对的是其他内容' },
  purpose: { en: 'the certificate is not one for giving the time', 'zh-CN': '证书不具备时间戳用途' },
  before_seal: { en: 'stamped before it says it was sealed: one of the two times is false', 'zh-CN': '时间戳早于签封时间，其中之一不实' },
  unsigned: { en: 'was not signed by the institution', 'zh-CN': '并非由该机构签发' },
  proof: { en: 'the proof of the log does not hold', 'zh-CN': '日志证明无效' },
};

const reasonText = (reason: string): LocalText => REASONS[reason] ?? { en: reason, 'zh-CN': reason };

/** What a check came to, and why it could not be made. */
export function checkOutcomeText({ outcome, facts }: Pick<CheckResult, 'outcome' | 'facts'>): LocalText {
  if (outcome !== Outcome.notEvaluated) return outcomeText[outcome];
  const reason = reasonText(String(facts['reason'] ?? ''));
  const line = (language: keyof LocalText): string => `${outcomeText[outcome][language]}${COMMA[language]}${reason[language]}`;
  return { en: line('en'), 'zh-CN': line('zh-CN') };
}

/** What is wrong and where, in one line. */
export function findingText(finding: Finding): LocalText {
  const fault = FAULTS[finding.fault] ?? { en: finding.fault, 'zh-CN': finding.fault };
  const place = (language: keyof LocalText): string =>
    [
      finding.path,
      finding.chunk === undefined ? undefined : language === 'en' ? `chunk ${finding.chunk}` : `分片 ${finding.chunk}`,
      finding.event === undefined ? undefined : language === 'en' ? `event ${finding.event}` : `事件 ${finding.event}`,
      finding.fromMs === undefined ? undefined : spanText(finding.fromMs, finding.toMs),
      finding.offset === undefined
        ? undefined
        : language === 'en'
          ? `byte ${finding.offset} of the package`
          : `证据包第 ${finding.offset} 字节`,
    ]
      .filter((part) => part !== undefined)
      .join(COMMA[language]);
  const line = (language: keyof LocalText): string =>
    [place(language), fault[language]].filter((part) => part !== '').join(COLON[language]);
  return { en: line('en'), 'zh-CN': line('zh-CN') };
}

const spanText = (fromMs: number, toMs: number | undefined): string =>
  [fromMs, ...(toMs === undefined ? [] : [toMs])].map((ms) => new Date(ms).toISOString()).join(' – ');
