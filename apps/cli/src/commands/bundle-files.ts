import { readFile, writeFile } from 'node:fs/promises';
import { type BundleContent, BundlePublicKey, keyId, newSigningKey, readBundle, signBundle } from '@guichet/bundles';
import { bundleFromFolder } from '@guichet/bundles/folder';
import { AppError } from '@guichet/protocol';
import { componentType } from '@guichet/workflow';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CommandContext, Outcome, RunCommand } from '../command.ts';
import { exitCode } from '../exit-code.ts';

type Say = CommandContext['say'];

/** What is done with files alone. */
export function registerBundleFiles(parent: Command, { say }: CommandContext, run: RunCommand): void {
  const json = say({ en: 'one JSON object', 'zh-CN': '只输出一个 JSON 对象' });
  const example = (line: string): string => `\n${say({ en: 'Example:', 'zh-CN': '示例：' })}\n  ${line}`;
  parent
    .command('new-key')
    .argument(
      '<file>',
      say({ en: 'where the private key goes; the public one stands beside it as .pub', 'zh-CN': '私钥文件；公钥写入同名 .pub 文件' }),
    )
    .option('--json', json)
    .description(say({ en: 'a key to sign bundles with', 'zh-CN': '生成签名密钥' }))
    .addHelpText('after', example('guichet bundle new-key bank-key.jwk'))
    .action((file: string, options: { json?: boolean }) => run(() => newKey(file, say), options));
  parent
    .command('pack')
    .argument('<folder>', say({ en: 'with a bundle.json that names its files', 'zh-CN': '含 bundle.json 的文件夹' }))
    .requiredOption('--key <file>', say({ en: 'the private key', 'zh-CN': '私钥文件' }))
    .requiredOption('--out <file>', say({ en: 'where the bundle goes', 'zh-CN': '输出文件' }))
    .option('--json', json)
    .description(say({ en: 'put a bundle together and sign it', 'zh-CN': '打包并签名' }))
    .addHelpText('after', example('guichet bundle pack examples/components/choice-by-picture --key bank-key.jwk --out cards.guichet'))
    .action((folder: string, options: { key: string; out: string; json?: boolean }) => run(() => pack(folder, options, say), options));
  parent
    .command('check')
    .argument('<file>', say({ en: 'the bundle', 'zh-CN': '组件包文件' }))
    .requiredOption('--key <file>', say({ en: 'the public key of whoever is said to have signed it', 'zh-CN': '签名方公钥' }))
    .option('--json', json)
    .description(say({ en: 'is it whole, and signed by that key; what does it hold', 'zh-CN': '核验签名与内容' }))
    .addHelpText(
      'after',
      `${example('guichet bundle check cards.guichet --key bank-key.jwk.pub --json')}\n\n${say({
        en: 'Exits 0 when it could be installed, 1 when it is refused.',
        'zh-CN': '可以安装时退出码为 0，不通过时为 1。',
      })}`,
    )
    .action((file: string, options: { key: string; json?: boolean }) => run(() => check(file, options.key, say), options));
}

async function newKey(file: string, say: Say): Promise<Outcome> {
  const { privateKey, publicKey } = await newSigningKey();
  // Neither is written over: with the one, bundles are signed; by the other, they are known.
  await writeFile(file, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, flag: 'wx' });
  await writeFile(`${file}.pub`, `${JSON.stringify(publicKey)}\n`, { flag: 'wx' });
  const kid = await keyId(publicKey);
  const text = say({
    en: `Private key: ${file}\nPublic key: ${file}.pub\nFingerprint: ${kid}`,
    'zh-CN': `私钥：${file}\n公钥：${file}.pub\n指纹：${kid}`,
  });
  return { exitCode: exitCode.yes, json: { privateKey: file, publicKey: `${file}.pub`, kid }, text };
}

const PrivateKey = z.looseObject({ kty: z.enum(['OKP', 'EC']), d: z.string() });

async function pack(folder: string, { key, out }: { readonly key: string; readonly out: string }, say: Say): Promise<Outcome> {
  const privateKey = PrivateKey.safeParse(await readJson(key));
  if (!privateKey.success) throw new AppError('bad_request');
  let content: BundleContent;
  try {
    content = await bundleFromFolder(folder);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
    return { exitCode: exitCode.no, json: { ok: false, issues }, text: issues.join('\n') };
  }
  const signed = await signBundle(content, privateKey.data);
  // What would be refused where it is to be installed is not handed out.
  const publicKey = BundlePublicKey.parse(privateKey.data);
  const read = await readBundle(signed, [{ kid: await keyId(publicKey), jwk: publicKey, isRevoked: false }]);
  if (!read.ok) return refused(read, say);
  await writeFile(out, signed);
  return held(content, read.sha256, say);
}

async function check(file: string, key: string, say: Say): Promise<Outcome> {
  const jwk = BundlePublicKey.safeParse(await readJson(key));
  if (!jwk.success) throw new AppError('bad_request');
  const read = await readBundle(await readFile(file, 'utf8'), [{ kid: await keyId(jwk.data), jwk: jwk.data, isRevoked: false }]);
  return read.ok ? held(read.content, read.sha256, say) : refused(read, say);
}

function held({ name, version, title, components, scenarios }: BundleContent, sha256: string, say: Say): Outcome {
  const types = components.map(({ manifest }) => componentType(manifest));
  const flows = scenarios.map(({ definition }) => String(definition['key']));
  return {
    exitCode: exitCode.yes,
    json: { ok: true, name, version, sha256, components: types, scenarios: flows },
    text: [`${say(title)} (${name}) v${version}`, `SHA-256 ${sha256}`, ...[...types, ...flows].map((each) => `  ${each}`)].join('\n'),
  };
}

function refused({ refusal, detail }: { readonly refusal: string; readonly detail: string }, say: Say): Outcome {
  const text = say({ en: `Refused: ${refusal}`, 'zh-CN': `不通过：${refusal}` });
  return { exitCode: exitCode.no, json: { ok: false, refusal, detail }, text: detail === '' ? text : `${text} (${detail})` };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8')) as unknown;
}
