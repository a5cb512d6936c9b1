import type { AppliedSettings } from '@guichet/protocol';

type Reported = MediaTrackSettings & { displaySurface?: string };

const FACING_MODES = ['user', 'environment', 'left', 'right'] as const;
const SURFACES = ['monitor', 'window', 'browser'] as const;

function member<T extends string>(values: readonly T[], value: string | undefined): T | undefined {
  return values.find((each) => each === value);
}

/** What the browser really applied to a track, without device and group ids, which would identify the machine. */
export function appliedSettings(track: Pick<MediaStreamTrack, 'kind' | 'getSettings'>): AppliedSettings {
  const reported = track.getSettings() as Reported;
  const settings: Record<string, unknown> =
    track.kind === 'audio'
      ? {
          echoCancellation: typeof reported.echoCancellation === 'boolean' ? reported.echoCancellation : undefined,
          noiseSuppression: reported.noiseSuppression,
          autoGainControl: reported.autoGainControl,
          sampleRate: reported.sampleRate,
          channelCount: reported.channelCount,
        }
      : {
          widthPx: reported.width,
          heightPx: reported.height,
          frameRate: reported.frameRate,
          facingMode: member(FACING_MODES, reported.facingMode),
          displaySurface: member(SURFACES, reported.displaySurface),
        };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as AppliedSettings;
}
