import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { ok, verdict, type Check, type Finding } from './check.ts';

const DAY_MS = 86_400_000;
/** So long before its end a certificate is worth a word: new ones take weeks. */
const WARNED_DAYS = 60;

/** Who seals sessions, and who says when. */
export const sealingCheck: Check = {
  id: 'sealing',
  title: { en: 'Evidence seal', 'zh-CN': '存证签封' },
  why: {
    en: 'A package proves as much as whoever signs and stamps it is trusted outside this house.',
    'zh-CN': '证据包的证明力取决于签封者与时间戳机构是否为外部所信任。',
  },
  run: ({ inherited }) => Promise.resolve(examine(inherited)),
};

function examine(env: Readonly<Record<string, string>>): Finding {
  const { SEAL_KEY: key, SEAL_SIGNER_URL: signer, SEAL_CERTIFICATE: certificate, TSA_URLS: authorities } = env;
  const time = authorities === undefined ? { en: 'local clock', 'zh-CN': '本地时钟' } : { en: authorities, 'zh-CN': authorities };
  if (certificate === undefined || (key ?? signer) === undefined) {
    return {
      verdict: verdict.warning,
      found: {
        en: `demo key of this installation, vouched for by nobody; time: ${time.en}`,
        'zh-CN': `使用本安装的演示密钥，无人担保；时间：${time['zh-CN']}`,
      },
      remedy: 'SEAL_KEY=seal.key SEAL_CERTIFICATE=seal.pem TSA_URLS=https://authority.example/tsa npm start',
    };
  }
  const missing = [certificate, key].filter((path) => path !== undefined && !existsSync(path));
  if (missing.length > 0) {
    const list = missing.join(', ');
    return {
      verdict: verdict.missing,
      found: { en: `not there: ${list}`, 'zh-CN': `找不到：${list}` },
      remedy: `ls -l ${missing.join(' ')}`,
    };
  }
  return judge(certificate, time);
}

function judge(path: string, time: { readonly en: string; readonly 'zh-CN': string }): Finding {
  try {
    const { subject, validTo } = new X509Certificate(readFileSync(path));
    const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY_MS);
    const name = subject.replaceAll('\n', ', ');
    const found = { en: `${name}, ${days} days left; time: ${time.en}`, 'zh-CN': `${name}，剩余 ${days} 天；时间：${time['zh-CN']}` };
    if (days > WARNED_DAYS) return ok(found);
    return { verdict: days < 0 ? verdict.missing : verdict.warning, found, remedy: `openssl x509 -in ${path} -noout -enddate` };
  } catch {
    const found = { en: `no certificate in ${path}`, 'zh-CN': `${path} 中没有证书` };
    return { verdict: verdict.missing, found, remedy: `openssl x509 -in ${path} -noout -text` };
  }
}
