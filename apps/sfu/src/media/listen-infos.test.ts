import type { types } from 'mediasoup';
import { describe, expect, it } from 'vitest';
import { announceAll, listenInfos } from './listen-infos.ts';

const candidate = (address: string): types.IceCandidate => ({
  foundation: 'udp',
  priority: 1_000,
  ip: address,
  address,
  protocol: 'udp',
  port: 40_000,
  type: 'host',
});

describe('listenInfos', () => {
  it('opens one UDP and one TCP socket on the loopback when nothing else is announced', () => {
    expect(listenInfos(['127.0.0.1'], 40_000).map(({ protocol, ip }) => `${protocol} ${ip}`)).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1']);
  });

  it('opens one pair for each family, however many addresses are announced', () => {
    const infos = listenInfos(['127.0.0.1', '203.0.113.7', '2001:db8::7', 'media.bank.example'], 40_000);
    expect(infos.map(({ protocol, ip }) => `${protocol} ${ip}`)).toEqual(['udp 0.0.0.0', 'tcp 0.0.0.0', 'udp ::', 'tcp ::']);
    expect(infos.every(({ port }) => port === 40_000)).toBe(true);
  });
});

describe('announceAll', () => {
  it('tells every address of a family once, the first with the highest priority, under foundations of their own', () => {
    const told = announceAll([candidate('10.0.0.1'), candidate('2001:db8::1')], ['10.0.0.1', '203.0.113.7', '2001:db8::1']);
    expect(told.map(({ address }) => address)).toEqual(['10.0.0.1', '203.0.113.7', '2001:db8::1']);
    expect(told[0]!.priority).toBeGreaterThan(told[1]!.priority);
    expect(new Set(told.slice(0, 2).map(({ foundation }) => foundation)).size).toBe(2);
  });
});
