import { newId, type RecordingDetail } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { channelsOf, gapAt, lengthOf, nextGapMs, type ReplayTrack, trackAt } from './channels.ts';

const agent = { participantId: newId('par'), role: 'agent', displayName: 'Lin' } as const;
const customer = { participantId: newId('par'), role: 'customer', displayName: 'W' } as const;
const track = (
  of: { participantId: ReplayTrack['participantId'] },
  source: ReplayTrack['source'],
  fromMs: number,
  toMs: number,
): ReplayTrack => ({
  trackId: newId('trk'),
  participantId: of.participantId,
  kind: source === 'microphone' ? 'audio' : 'video',
  source,
  fromMs,
  toMs,
  url: 'x',
});

const before = track(customer, 'camera', 0, 5_000);
const after = track(customer, 'camera', 8_000, 20_000);
const recording: Pick<RecordingDetail, 'parties' | 'tracks' | 'durationMs'> = {
  durationMs: 20_000,
  parties: [agent, customer],
  tracks: [
    track(agent, 'microphone', 0, 20_500),
    after,
    track(agent, 'camera', 0, 20_000),
    before,
    track(customer, 'microphone', 100, 20_000),
  ],
};

describe('channels', () => {
  it('puts the customer first and picture before sound', () => {
    expect(channelsOf(recording).map(({ party, source }) => `${party.role} ${source}`)).toEqual([
      'customer camera',
      'customer microphone',
      'agent camera',
      'agent microphone',
    ]);
  });

  it('makes one channel of what a party sent before and after an interruption', () => {
    const [camera] = channelsOf(recording);
    if (camera === undefined) throw new Error('no channel');
    expect(camera.tracks).toEqual([before, after]);
    expect(trackAt(camera, 4_999)).toBe(before);
    expect(trackAt(camera, 6_000)).toBeNull();
    expect(trackAt(camera, 8_000)).toBe(after);
    expect(trackAt(camera, 20_000)).toBeNull();
  });

  it('lasts as long as the last of its tracks', () => {
    expect(lengthOf(recording)).toBe(20_500);
    expect(lengthOf({ durationMs: null, tracks: [] })).toBe(1);
  });
});

describe('gaps', () => {
  const gap = (trackId: ReplayTrack['trackId'] | null, fromMs: number, toMs: number) => ({
    trackId,
    fromMs,
    toMs,
    trouble: 'track_silent' as const,
  });
  const gaps = [gap(after.trackId, 10_000, 11_000), gap(null, 3_000, 3_500)];

  it('can be stepped through in order and round', () => {
    expect(nextGapMs(gaps, 0)).toBe(3_000);
    expect(nextGapMs(gaps, 3_000)).toBe(10_000);
    expect(nextGapMs(gaps, 10_000)).toBe(3_000);
    expect(nextGapMs([], 0)).toBeNull();
  });

  it('hold from their beginning up to, not including, their end', () => {
    expect(gapAt(gaps, 3_000)).toBe(gaps[1]);
    expect(gapAt(gaps, 3_500)).toBeNull();
  });
});
