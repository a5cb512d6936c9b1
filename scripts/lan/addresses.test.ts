import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { lanAddresses } from './addresses.ts';

const ipv4 = (address: string, internal = false) => ({ address, family: 'IPv4', internal }) as NetworkInterfaceInfo;

test('the address that a phone can reach comes first, loopback never', () => {
  const interfaces = {
    lo: [ipv4('127.0.0.1', true)],
    docker0: [ipv4('172.17.0.1')],
    eth1: [ipv4('169.254.3.4')],
    wlan0: [ipv4('192.168.1.20'), { address: 'fe80::1', family: 'IPv6', internal: false } as NetworkInterfaceInfo],
    eth0: [ipv4('203.0.113.9')],
  };
  expect(lanAddresses(interfaces)).toEqual(['192.168.1.20', '203.0.113.9', '172.17.0.1', '169.254.3.4']);
});
