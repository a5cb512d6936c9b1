import { SetupError } from '@guichet/database/setup-error';
import qrcode from 'qrcode';
import type { LauncherConfig } from '../config.ts';
import type { StartArguments } from '../start/arguments.ts';
import { requireTcpPort } from '../start/ports.ts';
import type { StartOptions } from '../start/index.ts';
import { lanAddresses } from './addresses.ts';
import { ensureOwnCertificate } from './own-certificate.ts';
import { serveTrustPage } from './trust-server.ts';

const ALL_INTERFACES = '0.0.0.0';
/** Each announced address is a candidate that every browser tries. */
const MOST_ANNOUNCED = 6;

/** What `--lan` adds to a start. */
export type NetworkAccess = {
  readonly startOptions: Pick<StartOptions, 'host' | 'publicHost' | 'announcedAddresses' | 'tls'>;
  /** Where devices learn to trust the certificate; undefined for a certificate of one's own. */
  readonly trustUrl: string | undefined;
  /** For the terminal: the address that a phone opens first, as a QR code and in words. */
  renderQrCode(): Promise<string>;
  close(): Promise<void>;
};

/**
 * Finds the addresses of this machine, has a certificate for them, and serves the page on how to trust it.
 *
 * @throws SetupError when this machine is in no network
 */
export async function openToNetwork(config: LauncherConfig, args: StartArguments): Promise<NetworkAccess> {
  const addresses = lanAddresses();
  const publicHost = args.host ?? addresses[0];
  if (publicHost === undefined || addresses.length === 0) {
    throw new SetupError(
      { en: 'This machine has no address in a local network.', 'zh-CN': '本机没有局域网地址。' },
      { remedy: 'npm start' },
    );
  }
  const customerUrl = `https://${publicHost}:${config.port}/`;
  const startOptions = { host: ALL_INTERFACES, publicHost, announcedAddresses: [...addresses.slice(0, MOST_ANNOUNCED), '127.0.0.1'] };
  if (args.certificate) {
    const { cert, key, ca } = args.certificate;
    return {
      startOptions: { ...startOptions, tls: { certificateFile: cert, keyFile: key, authorityFile: ca } },
      trustUrl: undefined,
      renderQrCode: () => renderQrCode(customerUrl),
      close: () => Promise.resolve(),
    };
  }

  const hosts = [...new Set([publicHost, ...addresses, 'localhost', '127.0.0.1'])];
  const { tls, authority } = await ensureOwnCertificate(config.dataDir, hosts);
  const port = config.port + 2;
  const trustUrl = `http://${publicHost}:${port}/trust`;
  await requireTcpPort(port, ALL_INTERFACES, { en: 'trust page', 'zh-CN': '证书信任页' }, `PORT=${config.port + 100} npm start -- --lan`);
  const server = await serveTrustPage({ authority, customerUrl, trustUrl, host: ALL_INTERFACES, port });
  return {
    startOptions: { ...startOptions, tls },
    trustUrl,
    renderQrCode: async () => `${await renderQrCode(trustUrl)}SHA-256 ${authority.fingerprint}\n`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function renderQrCode(url: string): Promise<string> {
  return `\n${await qrcode.toString(url, { type: 'terminal', small: true })}${url}\n`;
}
