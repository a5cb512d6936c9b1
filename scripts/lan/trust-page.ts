import type { Language } from '@guichet/protocol';
import { devicePlatform, trustTexts, type DevicePlatform, type PlatformGuide, type TrustTexts } from './trust-texts.ts';

export const CERTIFICATE_PATH = '/trust/guichet-ca.crt';
export const STYLE_PATH = '/trust/style.css';
export const FONT_PATH = '/trust/inter.woff2';

export type TrustPage = {
  readonly language: Language;
  /** The device that asks, where its name gives it away: its guide stands open. */
  readonly platform: DevicePlatform | undefined;
  readonly authorityName: string;
  readonly fingerprint: string;
  readonly customerUrl: string;
  /** The address of this page as a QR code: an `<svg>` element. */
  readonly qrCodeSvg: string;
};

/** The page that tells how to trust this machine's certificate. It runs no script and loads nothing from elsewhere. */
export function renderTrustPage(page: TrustPage): string {
  const texts = trustTexts(page.language, page.authorityName);
  const other: Language = page.language === 'en' ? 'zh-CN' : 'en';
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(texts.title)} · Guichet</title>
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
<header><span class="brand">Guichet</span><a href="?lang=${other}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a></header>
<main>
<div class="intro"><h1>${escape(texts.title)}</h1><p>${escape(texts.lead)}</p></div>
<aside aria-labelledby="scan"><h2 id="scan">${escape(texts.scanTitle)}</h2>${page.qrCodeSvg}<p>${escape(texts.scanText)}</p></aside>
<ol class="steps">
<li>${certificateStep(texts, page.fingerprint)}</li>
<li><h2>${escape(texts.trustTitle)}</h2>${Object.values(devicePlatform)
    .map((platform) => guide(texts.guides[platform], platform === page.platform, texts))
    .join('')}</li>
<li><h2>${escape(texts.openTitle)}</h2><p>${escape(texts.openText)}</p><a class="button secondary" href="${escape(page.customerUrl)}">${escape(texts.open)}</a></li>
</ol>
<p class="scope">${escape(texts.scope)}</p>
</main>
</body>
</html>
`;
}

function certificateStep(texts: TrustTexts, fingerprint: string): string {
  return `<h2>${escape(texts.certificateTitle)}</h2><p>${escape(texts.certificateText)}</p>
<a class="button" href="${CERTIFICATE_PATH}">${escape(texts.download)}</a>
<dl><dt>${escape(texts.fingerprint)}</dt><dd><code>${fingerprint.split(':').join(':<wbr>')}</code></dd></dl>
<p class="hint">${escape(texts.compare)}</p>`;
}

function guide({ title, steps, command, removal }: PlatformGuide, open: boolean, texts: TrustTexts): string {
  const terminal = command === undefined ? '' : `<p class="hint">${escape(texts.inTerminal)}</p><pre><code>${escape(command)}</code></pre>`;
  return `<details name="platform"${open ? ' open' : ''}><summary>${escape(title)}</summary>
<ol>${steps.map((step) => `<li>${escape(step)}</li>`).join('')}</ol>${terminal}
<p class="hint"><b>${escape(texts.removalTitle)}</b> ${escape(removal)}</p></details>`;
}

/** What a User-Agent header says of its device. An iPad asks for desktop pages and calls itself a Mac. */
export function platformOf(userAgent: string): DevicePlatform | undefined {
  if (/iPhone|iPad|iPod/.test(userAgent)) return devicePlatform.ios;
  if (/Android|HarmonyOS/.test(userAgent)) return devicePlatform.android;
  if (/Windows/.test(userAgent)) return devicePlatform.windows;
  return /Macintosh/.test(userAgent) ? devicePlatform.macos : undefined;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
