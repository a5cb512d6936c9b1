import { describe, expect, it } from 'vitest';
import { appliedSettings } from './applied-settings.ts';

const track = (settings: object) => ({ getSettings: () => settings as MediaTrackSettings });

describe('the settings that are reported of a track', () => {
  it('are what the browser applied, under the names and units of the wire', () => {
    expect(appliedSettings(track({ width: 1280, height: 720, frameRate: 24, facingMode: 'user' }))).toEqual({
      widthPx: 1280,
      heightPx: 720,
      frameRate: 24,
      facingMode: 'user',
    });
    expect(
      appliedSettings(
        track({ echoCancellation: true, noiseSuppression: false, autoGainControl: true, sampleRate: 48_000, channelCount: 1 }),
      ),
    ).toEqual({
      echoCancellation: true,
      noiseSuppression: false,
      autoGainControl: true,
      sampleRate: 48_000,
      channelCount: 1,
    });
  });

  it('never hold what identifies a device', () => {
    const reported = appliedSettings(track({ deviceId: 'abc', groupId: 'def', label: 'FaceTime HD', torch: true, width: 640 }));
    expect(reported).toEqual({ widthPx: 640 });
  });

  it('leave out what does not fit, and keep the rest', () => {
    expect(appliedSettings(track({ facingMode: '', frameRate: 1000, width: 640, echoCancellation: 'all' }))).toEqual({
      widthPx: 640,
      echoCancellation: true,
    });
  });
});
