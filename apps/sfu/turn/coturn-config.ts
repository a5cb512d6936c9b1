/** What a coturn for Guichet needs to know. */
export interface CoturnSettings {
  /** Name in the authentication exchange; the host name under which browsers reach it. */
  readonly realm: string;
  /** Addresses of this machine to listen on; empty means all. */
  readonly listenAddresses: readonly string[];
  readonly tlsPort: number;
  /** TURN without TLS, UDP and TCP, for networks that allow it; null means none. */
  readonly plainPort: number | null;
  /** This machine's address as browsers see it, where a NAT stands before it. */
  readonly externalAddress: string | null;
  /** Addresses of the media nodes: the only places anything is relayed to. */
  readonly nodeAddresses: readonly string[];
  readonly relayPorts: { readonly lowest: number; readonly highest: number };
  readonly certificatePath: string;
  readonly privateKeyPath: string;
  /** Shared with the counter, which mints credentials from it. */
  readonly secret: string;
}

/** A call has two transports a page, and a page is reloaded now and then. */
const allocationsPerUser = 12;

/**
 * The text of `turnserver.conf` (turnserver(1), coturn 4.5 and later).
 *
 * Credentials run out by themselves: user name `expiry:user`, password the HMAC of it (the TURN REST API,
 * draft-uberti-behave-turn-rest-00). Peers are denied as a whole and the media nodes allowed one by one, so that a
 * stolen credential opens no way into the bank's network, to loopback or anywhere else.
 */
export function coturnConfig(settings: CoturnSettings): string {
  const { plainPort } = settings;
  const lines = [
    '# Written by apps/sfu/turn; run that command again instead of editing.',
    ...settings.listenAddresses.map((address) => `listening-ip=${address}`),
    `tls-listening-port=${settings.tlsPort}`,
    ...(plainPort === null ? ['no-udp', 'no-tcp'] : [`listening-port=${plainPort}`]),
    'no-dtls',
    'no-tlsv1',
    'no-tlsv1_1',
    `cert=${settings.certificatePath}`,
    `pkey=${settings.privateKeyPath}`,
    ...(settings.externalAddress === null ? [] : [`external-ip=${settings.externalAddress}`]),
    `min-port=${settings.relayPorts.lowest}`,
    `max-port=${settings.relayPorts.highest}`,
    `realm=${settings.realm}`,
    'use-auth-secret',
    `static-auth-secret=${settings.secret}`,
    'stale-nonce=600',
    `user-quota=${allocationsPerUser}`,
    'fingerprint',
    // Media is UDP behind the relay; a relay that opens TCP connections would be a proxy for anything.
    'no-tcp-relay',
    'no-multicast-peers',
    'denied-peer-ip=0.0.0.0-255.255.255.255',
    'denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ...settings.nodeAddresses.map((address) => `allowed-peer-ip=${address}`),
    'no-rfc5780',
    'no-cli',
    'no-software-attribute',
    // After the port is bound, root is given up.
    'proc-user=turnserver',
    'proc-group=turnserver',
    'log-file=stdout',
    'simple-log',
  ];
  return `${lines.join('\n')}\n`;
}
