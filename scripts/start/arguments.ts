import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LocalText } from '@guichet/protocol';

export type StartArguments = {
  readonly help: boolean;
  /** Serve the local network over HTTPS instead of this machine alone. */
  readonly lan: boolean;
  /** Show the servers' logs here instead of writing them to files. */
  readonly showLogs: boolean;
  /** Name or address that others reach this machine by, instead of the one found out. */
  readonly host: string | undefined;
  /** A certificate of one's own, absolute paths. `ca` is for those that only the bank's own machines trust. */
  readonly certificate: { readonly cert: string; readonly key: string; readonly ca: string | undefined } | undefined;
};

export const START_HELP: LocalText = {
  en: `Usage: npm start -- [options]

Brings up the whole counter on this machine and prints where it is.

  --lan                 serve the local network over HTTPS, so that a phone can be the customer
  --host NAME           the name or address others use (default: this machine's first address)
  --cert FILE --key FILE  a certificate of your own (PEM); without it one is made
  --ca FILE             the authority that signed it, where machines do not trust it already
  --logs                show the servers' logs here (default: files in the data folder)

Environment: PORT (8080), GUICHET_DATA (.data), DATABASE_URL (a PostgreSQL of your own)

Examples:
  npm start
  PORT=9000 npm start
  npm start -- --lan
  npm start -- --lan --host counter.bank.example --cert fullchain.pem --key key.pem`,
  'zh-CN': `用法：npm start -- [选项]

在本机启动整个视频柜台，并显示访问地址。

  --lan                 通过 HTTPS 向局域网开放，可用手机作为客户
  --host 名称           他人访问本机所用的名称或地址（默认：本机首个地址）
  --cert 文件 --key 文件  使用自有证书（PEM）；不指定则自动生成
  --ca 文件             签发该证书的机构，用于尚未受信任的机器
  --logs                在此显示服务日志（默认写入数据目录）

环境变量：PORT（8080）、GUICHET_DATA（.data）、DATABASE_URL（自有 PostgreSQL）

示例：
  npm start
  PORT=9000 npm start
  npm start -- --lan
  npm start -- --lan --host counter.bank.example --cert fullchain.pem --key key.pem`,
};

/** Options that contradict one another. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly texts: LocalText;

  constructor(texts: LocalText) {
    super(texts.en);
    this.texts = texts;
  }
}

/** @throws UsageError, or a TypeError of `parseArgs` for an unknown option */
export function parseStartArguments(args: readonly string[]): StartArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      lan: { type: 'boolean', default: false },
      logs: { type: 'boolean', default: false },
      host: { type: 'string' },
      cert: { type: 'string' },
      key: { type: 'string' },
      ca: { type: 'string' },
    },
  });
  const { cert, key, ca } = values;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError({ en: '--cert and --key belong together.', 'zh-CN': '--cert 与 --key 须同时指定。' });
  }
  if ((cert ?? ca ?? values.host) !== undefined && !values.lan) {
    throw new UsageError({ en: '--cert, --key, --ca and --host need --lan.', 'zh-CN': '--cert、--key、--ca、--host 须与 --lan 同用。' });
  }
  const certificate =
    cert === undefined || key === undefined
      ? undefined
      : { cert: resolve(cert), key: resolve(key), ca: ca === undefined ? undefined : resolve(ca) };
  return { help: values.help, lan: values.lan, showLogs: values.logs, host: values.host, certificate };
}
