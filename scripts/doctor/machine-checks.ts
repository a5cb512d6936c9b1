import { mkdirSync, statfsSync } from 'node:fs';
import { findChromium, CHROMIUM_REMEDY } from '../setup/chromium.ts';
import { findFirefox, FIREFOX_REMEDY } from '../setup/firefox.ts';
import { runScript } from '../setup/run-script.ts';
import { ok, plain, verdict, type Check } from './check.ts';

const GIB = 1024 ** 3;
/** Under the first no recording starts (the recording service's own limit is 0.5 GB); under the second a day's calls may not fit. */
const LEAST_FREE_GIB = 1;
const EASY_FREE_GIB = 10;

export const diskCheck: Check = {
  id: 'disk',
  title: { en: 'Disk', 'zh-CN': '磁盘' },
  why: {
    en: 'Two recorded parties write about 1 GB an hour; when space runs out recordings stop, visibly.',
    'zh-CN': '双方录像约每小时 1 GB；空间不足时录像会停止并提示。',
  },
  run({ dataDir }) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = statfsSync(dataDir);
    const freeGib = (bavail * bsize) / GIB;
    const found = { en: `${freeGib.toFixed(1)} GB free at ${dataDir}`, 'zh-CN': `${dataDir} 可用 ${freeGib.toFixed(1)} GB` };
    if (freeGib >= EASY_FREE_GIB) return Promise.resolve(ok(found));
    const severity = freeGib < LEAST_FREE_GIB ? verdict.missing : verdict.warning;
    return Promise.resolve({ verdict: severity, found, remedy: 'GUICHET_DATA=/path/with/space npm start' });
  },
};

export const fontsCheck: Check = {
  id: 'fonts',
  title: { en: 'Fonts', 'zh-CN': '字体' },
  why: {
    en: 'Watermarks and documents are set in Chinese and Latin on this machine.',
    'zh-CN': '水印和文书在本机排版，需要中文和西文字体。',
  },
  async run() {
    const [chinese, latin] = await Promise.all(['zh', 'en'].map(fontFor));
    if (chinese && latin) return ok(`${chinese}; ${latin}`);
    const lacking = chinese ? { en: 'no Latin font', 'zh-CN': '缺少西文字体' } : { en: 'no Chinese font', 'zh-CN': '缺少中文字体' };
    return { verdict: verdict.warning, found: lacking, remedy: 'sudo apt-get install -y fontconfig fonts-noto-cjk fonts-dejavu-core' };
  },
};

/** The family of some font that covers a language, or undefined. */
async function fontFor(language: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runScript('fc-list', [`:lang=${language}`, 'family']);
  const [family] = stdout
    .split('\n')
    .filter((line) => line !== '')
    .toSorted();
  return exitCode === 0 ? family?.split(',')[0] : undefined;
}

export const chromiumCheck: Check = {
  id: 'chromium',
  title: plain('Chromium'),
  why: { en: 'The end-to-end tests drive it; the counter itself does not need it.', 'zh-CN': '端到端测试需要它，柜台本身不需要。' },
  async run(config) {
    const chromium = await findChromium(config);
    if (chromium) return ok(`${chromium.version} (${chromium.binary})`);
    return { verdict: verdict.warning, found: { en: 'not found', 'zh-CN': '未找到' }, remedy: CHROMIUM_REMEDY };
  },
};

export const firefoxCheck: Check = {
  id: 'firefox',
  title: plain('Firefox'),
  why: { en: 'One end-to-end test drives it, and is skipped without it.', 'zh-CN': '有一项端到端测试需要它，没有时跳过该项。' },
  async run() {
    const firefox = await findFirefox();
    if (firefox) return ok(`${firefox.version} (${firefox.binary})`);
    return { verdict: verdict.warning, found: { en: 'not found', 'zh-CN': '未找到' }, remedy: FIREFOX_REMEDY };
  },
};
