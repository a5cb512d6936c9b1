import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const good = {
  COUNTER_URL: 'https://counter.bank.example/',
  SIGNALLING_URL: 'wss://media.bank.example',
  SFU_PORT: '8443',
  SFU_MEDIA_PORT: '40000',
  ANNOUNCED_ADDRESSES: '203.0.113.7, 10.1.2.3',
  NODE_KEY: '/var/lib/guichet/node.jwk',
};

it('reads what is given, and knows the rest', () => {
  expect(readConfig(good)).toMatchObject({
    counterUrl: 'https://counter.bank.example',
    announcedAddresses: ['203.0.113.7', '10.1.2.3'],
    host: '127.0.0.1',
    tls: null,
    recordingSocket: null,
    roomsFile: '/var/lib/guichet/node.jwk.rooms.json',
    graceMs: 60_000,
    lifelineFd: null,
  });
});

it('takes a variable that is set to nothing for one that is not set', () => {
  expect(readConfig({ ...good, TLS_CERT: '', GRACE_MS: '' })).toMatchObject({ tls: null, graceMs: 60_000 });
});

it('names every problem at once and none of the values', () => {
  const read = () => readConfig({ ...good, COUNTER_URL: 'secret', SFU_PORT: '0', NODE_KEY: undefined, TLS_CERT: '/cert' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/COUNTER_URL[\s\S]*SFU_PORT[\s\S]*NODE_KEY/);
  expect(read).not.toThrow(/secret/);
});

it('refuses half of a certificate, and more workers than there are ports', () => {
  expect(() => readConfig({ ...good, TLS_CERT: '/cert.pem' })).toThrow(/TLS_KEY/);
  expect(() => readConfig({ ...good, SFU_MEDIA_PORT: '65535', SFU_WORKERS: '2' })).toThrow(/SFU_MEDIA_PORT/);
});
