import { expect, test } from 'vitest';
import { coturnConfig, type CoturnSettings } from './coturn-config.ts';

const settings: CoturnSettings = {
  realm: 'turn.bank.example',
  listenAddresses: [],
  tlsPort: 443,
  plainPort: null,
  externalAddress: null,
  nodeAddresses: ['10.1.2.3', '10.1.2.4'],
  relayPorts: { lowest: 50_000, highest: 50_100 },
  certificatePath: '/c',
  privateKeyPath: '/k',
  secret: 'a-secret-of-some-length',
};
const lines = (changes: Partial<CoturnSettings> = {}): string[] => coturnConfig({ ...settings, ...changes }).split('\n');

test('without a plain port nothing but TLS listens', () => {
  expect(lines()).toEqual(expect.arrayContaining(['tls-listening-port=443', 'no-udp', 'no-tcp', 'no-dtls', 'no-cli']));
  expect(lines({ plainPort: 3_478 })).toContain('listening-port=3478');
  expect(lines({ plainPort: 3_478 })).not.toContain('no-udp');
});

test('everything is denied as a peer but the media nodes', () => {
  const peers = lines().filter((line) => line.includes('peer-ip'));
  expect(peers).toEqual([
    'denied-peer-ip=0.0.0.0-255.255.255.255',
    'denied-peer-ip=::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    'allowed-peer-ip=10.1.2.3',
    'allowed-peer-ip=10.1.2.4',
  ]);
});

test('nobody gets in without a credential that runs out', () => {
  expect(lines()).toContain('use-auth-secret');
  expect(lines().some((line) => /^(no-auth|user=|lt-cred-mech)/.test(line))).toBe(false);
});
