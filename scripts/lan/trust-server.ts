import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Language } from '@guichet/protocol';
import qrcode from 'qrcode';
import { repositoryRoot } from '../bootstrap/environment.mjs';
import type { OwnCertificate } from './own-certificate.ts';
import { CERTIFICATE_PATH, FONT_PATH, platformOf, renderTrustPage, STYLE_PATH } from './trust-page.ts';

const TOKENS = join(repositoryRoot, 'packages/ui/src/styles/tokens.css');
const FONT = join(repositoryRoot, 'packages/ui/node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
const REQUEST_TIMEOUT_MS = 10_000;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

export type TrustServerOptions = {
  readonly authority: OwnCertificate['authority'];
  readonly customerUrl: string;
  /** The address of the trust page itself, for its QR code. */
  readonly trustUrl: string;
  readonly host: string;
  readonly port: number;
};

/**
 * Serves the public certificate and how to trust it over plain HTTP, on a port of its own: a device that does not trust
 * us yet could not read it over HTTPS. Nothing secret is behind this port, and nothing can be sent to it.
 */
export async function serveTrustPage(options: TrustServerOptions): Promise<Server> {
  const qrCodeSvg = await qrcode.toString(options.trustUrl, { type: 'svg', margin: 0 });
  const style = composeStyle();
  const font = readFileSync(FONT);
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://trust.invalid');
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', '');
    if (pathname === '/') return redirect(response);
    if (pathname === CERTIFICATE_PATH) return send(response, 200, 'application/x-x509-ca-cert', options.authority.der);
    if (pathname === FONT_PATH) return send(response, 200, 'font/woff2', font);
    if (pathname === STYLE_PATH) return send(response, 200, 'text/css; charset=utf-8', style);
    if (pathname !== '/trust') return send(response, 404, 'text/plain', '');
    const page = renderTrustPage({
      language: chooseLanguage(searchParams.get('lang'), request),
      platform: platformOf(request.headers['user-agent'] ?? ''),
      authorityName: options.authority.name,
      fingerprint: options.authority.fingerprint,
      customerUrl: options.customerUrl,
      qrCodeSvg,
    });
    return send(response, 200, 'text/html; charset=utf-8', page);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return server;
}

function chooseLanguage(asked: string | null, request: IncomingMessage): Language {
  if (asked === 'en' || asked === 'zh-CN') return asked;
  return /^zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en';
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
}

function redirect(response: ServerResponse): void {
  response.writeHead(302, { ...HEADERS, location: '/trust' }).end();
}

/** The common look, with the dark theme chosen by the system: this page runs no script that could choose it. */
function composeStyle(): string {
  const tokens = readFileSync(TOKENS, 'utf8').replace(
    /\[data-theme=["']dark["']\]\s*(\{[^}]*\})/,
    '@media (prefers-color-scheme: dark) { :root $1 }',
  );
  return tokens + readFileSync(join(import.meta.dirname, 'trust-page.css'), 'utf8');
}
