import { isIPv4 } from 'node:net';

/** Addresses that no machine outside of a local network has (RFC 1918, RFC 3927), and loopback. */
const LOCAL_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '127.0.0.0/8'];
/** Names that are never given to a machine on the internet (RFC 6761, RFC 6762, ICANN's reservation of `internal`). */
const LOCAL_DOMAINS = ['localhost', 'local', 'lan', 'home.arpa', 'internal'];

/** What an authority may vouch for: it signs nothing else, even when its key is stolen. */
export type Permitted = { readonly addressRanges: readonly string[]; readonly domains: readonly string[] };

/** Local networks, and besides them only those of `hosts` that are not local. */
export function permittedFor(hosts: readonly string[]): Permitted {
  const others = hosts.filter((host) => !isLocal(host));
  return {
    addressRanges: [...LOCAL_RANGES, ...others.filter((host) => isIPv4(host)).map((address) => `${address}/32`)],
    domains: [...LOCAL_DOMAINS, ...others.filter((host) => !isIPv4(host))],
  };
}

/** Whether a certificate for `host` stays within what is permitted. */
export function covers(permitted: Permitted, host: string): boolean {
  if (isIPv4(host)) return permitted.addressRanges.some((range) => inRange(host, range));
  return permitted.domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

function isLocal(host: string): boolean {
  return covers({ addressRanges: LOCAL_RANGES, domains: LOCAL_DOMAINS }, host);
}

function inRange(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const hostBits = 32 - Number(bits);
  return Math.floor(toNumber(address) / 2 ** hostBits) === Math.floor(toNumber(base) / 2 ** hostBits);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
