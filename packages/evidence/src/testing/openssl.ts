import { spawnSync } from 'node:child_process';
import { constants, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PSS_SALT_BYTES, SignatureAlgorithm } from '../cms/signature-algorithm.ts';
import type { CmsSigner } from '../cms/signer.ts';

export interface OpensslAnswer {
  readonly exitCode: number | null;
  readonly text: string;
}

/** An authority and what it certifies, made and checked by OpenSSL's own programs in a folder of its own: nothing of ours vouches for itself. */
export class Openssl {
  readonly folder = mkdtempSync(join(tmpdir(), 'guichet-openssl-'));

  constructor() {
    this.#must(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '3650',
      '-subj',
      '/CN=Test root',
      '-keyout',
      'root.key',
      '-out',
      'root.pem',
    );
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  run(...args: string[]): OpensslAnswer {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: this.folder, encoding: 'utf8', timeout: 30_000 });
    return { exitCode: status, text: `${stdout}${stderr}` };
  }

  write(name: string, content: Uint8Array | string): string {
    writeFileSync(join(this.folder, name), content);
    return name;
  }

  read(name: string): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(readFileSync(join(this.folder, name)));
  }

  /** @param extensions lines of an OpenSSL extension section */
  signer(name: string, algorithm: SignatureAlgorithm, extensions: readonly string[]): CmsSigner {
    const key = algorithm === SignatureAlgorithm.ecdsa ? ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['-newkey', 'rsa:2048'];
    this.#must('req', '-new', ...key, '-nodes', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    this.write(`${name}.ext`, extensions.join('\n'));
    this.#must(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-CAcreateserial',
      '-days',
      '365',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
    const privateKey = createPrivateKey(this.read(`${name}.key`));
    const certificates = [`${name}.pem`, 'root.pem'].map((file) => new X509Certificate(this.read(file)).raw);
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PSS_SALT_BYTES };
    return {
      certificates,
      algorithm,
      sign: async (bytes) =>
        sign('sha256', bytes, { key: privateKey, dsaEncoding: 'der', ...(algorithm === SignatureAlgorithm.rsaPss ? pss : {}) }),
    };
  }

  #must(...args: string[]): void {
    const { exitCode, text } = this.run(...args);
    if (exitCode !== 0) throw new Error(`openssl ${args[0]}: ${text}`);
  }
}
