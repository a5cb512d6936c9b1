import { networkInterfaces } from 'node:os';

/** IPv4 addresses by which other machines may reach this one; private ones first, those of containers last. */
export function lanAddresses(interfaces = networkInterfaces()): string[] {
  const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => ({ name, address })),
  );
  return found.toSorted((a, b) => rank(a) - rank(b)).map(({ address }) => address);
}

/** Bridges of container engines and VPN tunnels are there on many machines and lead no phone anywhere. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|utun|tun|tap|zt|tailscale|wg)/;
const PRIVATE = /^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/;
const LINK_LOCAL = /^169\.254\./;

function rank({ name, address }: { name: string; address: string }): number {
  if (LINK_LOCAL.test(address)) return 3;
  if (VIRTUAL.test(name)) return 2;
  return PRIVATE.test(address) ? 0 : 1;
}
