import { dirname, join } from 'node:path';
import type { NodeKeyFiles } from './start/node-key.ts';
import type { Ports } from './start/ports.ts';
import type { WebApp } from './setup/build-web.ts';
import { webDistFolder } from './setup/build-web.ts';

/**
 * The one place that says which processes make up an installation on one machine, and what each is told by environment.
 *
 * Every main gets `GUICHET_LIFELINE_FD`: the read end of a pipe on which nothing is ever written. It closes when the
 * launcher ends, even by `kill -9`, and the main then ends itself as on SIGTERM:
 *
 *     new Socket({ fd }).on('close', shutDown).on('error', shutDown).resume().unref();
 *
 * Standard input is such a pipe too, for mains that would rather watch that.
 */
export const childName = { counter: 'counter', recording: 'recording', sfu: 'sfu', bank: 'demo-bank' } as const;
export type ChildName = (typeof childName)[keyof typeof childName];

/** How the launcher knows that a child serves. */
export type Readiness = { readonly kind: 'http'; readonly url: string } | { readonly kind: 'socket'; readonly path: string };

export type ChildPlan = {
  readonly name: ChildName;
  /** Relative to the repository's root; run by Node as it is. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ready: Readiness;
};

export type Tls = {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** What a client of this installation must trust; undefined where every machine trusts the certificate already. */
  readonly authorityFile: string | undefined;
};

export type TopologyOptions = {
  readonly repositoryRoot: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Interface that web pages and signalling listen on. */
  readonly host: string;
  readonly ports: Ports;
  /** Name or address by which browsers reach this machine. */
  readonly publicHost: string;
  /** Addresses that the SFU announces in ICE candidates. */
  readonly announcedAddresses: readonly string[];
  readonly tls: Tls | undefined;
  readonly workerBinary: string;
  readonly recordingSocket: string;
  readonly nodeKey: NodeKeyFiles;
  /** What the counter shows the demo bank's systems; stands in the folder of secrets for the bank's systems. */
  readonly bankTokenFile: string;
  /** Hosts that flows may reach besides the demo bank's. */
  readonly serviceHosts: readonly string[];
};

export type Topology = {
  readonly publicUrl: string;
  readonly signallingUrl: string;
  readonly storeDir: string;
  /** Where the demo bank's systems answer. */
  readonly bankUrl: string;
  /** In the order they are started; they are stopped in the opposite one. */
  readonly children: readonly ChildPlan[];
};

export function describeTopology(options: TopologyOptions): Topology {
  const { repositoryRoot, dataDir, host, ports, tls } = options;
  const scheme = tls ? 'https' : 'http';
  const publicUrl = `${scheme}://${options.publicHost}:${ports.counter}`;
  const signallingUrl = `${scheme}://${options.publicHost}:${ports.signalling}`;
  const storeDir = join(dataDir, 'store');
  const bankHost = `127.0.0.1:${ports.bank}`;
  const dist = (app: WebApp) => webDistFolder(repositoryRoot, app);

  const shared: Record<string, string> = { GUICHET_DATA: dataDir, GUICHET_LIFELINE_FD: '3', HOST: host };
  if (tls) Object.assign(shared, { TLS_CERT: tls.certificateFile, TLS_KEY: tls.keyFile });
  if (tls?.authorityFile) shared['NODE_EXTRA_CA_CERTS'] = tls.authorityFile;

  const counter: ChildPlan = {
    name: childName.counter,
    script: 'apps/counter/src/main.ts',
    env: {
      ...shared,
      PORT: String(ports.counter),
      PUBLIC_URL: publicUrl,
      DATABASE_URL: options.databaseUrl,
      NODE_ENROL_KEY: options.nodeKey.publicFile,
      RECORDING_KEY: join(dataDir, 'keys', 'recording.jwk'),
      STORE_DIR: storeDir,
      WEB_CUSTOMER_DIR: dist('customer-web'),
      WEB_CONSOLE_DIR: dist('agent-console'),
      WEB_VERIFIER_DIR: dist('verifier'),
      SERVICE_HOSTS: [bankHost, ...options.serviceHosts].join(','),
      SECRETS_DIR: dirname(options.bankTokenFile),
      VIRTUAL_AGENT_COMMAND: JSON.stringify([process.execPath, join(repositoryRoot, 'apps/virtual-agent/src/main.ts')]),
    },
    ready: { kind: 'http', url: `${scheme}://127.0.0.1:${ports.counter}/readyz` },
  };
  const recording: ChildPlan = {
    name: childName.recording,
    script: 'packages/recording/src/service/main.ts',
    env: {
      ...shared,
      RECORDING_SOCKET: options.recordingSocket,
      JOURNAL_DIR: join(dataDir, 'journals'),
      RECORDING_STORE_DIR: storeDir,
      RECORDING_NODE_KEY_FILE: options.nodeKey.pemFile,
      RECORDING_EXIT_WITH_PARENT: '1',
    },
    ready: { kind: 'socket', path: options.recordingSocket },
  };
  const sfu: ChildPlan = {
    name: childName.sfu,
    script: 'apps/sfu/src/main.ts',
    env: {
      ...shared,
      COUNTER_URL: publicUrl,
      SFU_PORT: String(ports.signalling),
      SFU_MEDIA_PORT: String(ports.media),
      SIGNALLING_URL: signallingUrl,
      ANNOUNCED_ADDRESSES: options.announcedAddresses.join(','),
      RECORDING_SOCKET: options.recordingSocket,
      NODE_KEY: options.nodeKey.privateFile,
      MEDIASOUP_WORKER_BIN: options.workerBinary,
    },
    ready: { kind: 'http', url: `${scheme}://127.0.0.1:${ports.signalling}/readyz` },
  };
  const bank: ChildPlan = {
    name: childName.bank,
    script: 'apps/demo-bank/src/main.ts',
    env: { GUICHET_LIFELINE_FD: '3', DEMO_BANK_PORT: String(ports.bank), DEMO_BANK_TOKEN_FILE: options.bankTokenFile },
    ready: { kind: 'http', url: `http://${bankHost}/healthz` },
  };
  return { publicUrl, signallingUrl, storeDir, bankUrl: `http://${bankHost}`, children: [bank, counter, recording, sfu] };
}
