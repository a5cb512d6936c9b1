import { describe, expect, it } from 'vitest';
import { preferredVideoCodec, videoCodec } from './codec-choice.ts';

const h264 = (profile: string, mode = 1) =>
  ({
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'profile-level-id': profile, 'packetization-mode': mode },
  }) as const;
const vp8 = { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 } as const;

describe('the codec a picture is sent with', () => {
  it('is H264 constrained baseline, wherever it stands in the list', () => {
    expect(preferredVideoCodec([vp8, h264('42001f'), h264('42e01f', 0), h264('42e01f')])).toEqual(h264('42e01f'));
    expect(preferredVideoCodec([h264('42E01F'), vp8])?.parameters?.['profile-level-id']).toBe('42E01F');
  });

  it('is VP8 where there is no H264', () => {
    expect(preferredVideoCodec([vp8])).toBe(vp8);
  });

  it('is VP8 rather than a profile that Safari may not decode', () => {
    expect(preferredVideoCodec([h264('640032'), vp8])).toBe(vp8);
  });

  it('is what somebody in the room can decode, where this browser has it', () => {
    expect(videoCodec([h264('42e01f'), vp8], 'video/VP8')).toBe(vp8);
    expect(videoCodec([vp8, h264('42e01f')], 'video/H264')).toEqual(h264('42e01f'));
    expect(videoCodec([h264('42e01f')], 'video/VP8')).toEqual(h264('42e01f'));
    expect(videoCodec([vp8, h264('42e01f')], null)).toEqual(h264('42e01f'));
  });

  it('is none where there is neither', () => {
    expect(preferredVideoCodec([{ ...vp8, mimeType: 'video/AV1' }])).toBeUndefined();
  });
});
