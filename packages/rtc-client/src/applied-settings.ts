import { AppliedSettings } from '@guichet/protocol';

/**
 * What the browser really applied to a track, by the allow-list of the wire: device id, group id and label stay here. A value that
 * does not fit its schema (an unknown `facingMode`) is left out rather than sent.
 */
export function appliedSettings(track: Pick<MediaStreamTrack, 'getSettings'>): AppliedSettings {
  const settings = track.getSettings();
  const given: Record<keyof AppliedSettings, unknown> = {
    // Browsers may answer with the kind of cancellation (`all`, `remote-only`) instead of yes.
    echoCancellation: typeof settings.echoCancellation === 'string' ? true : settings.echoCancellation,
    noiseSuppression: settings.noiseSuppression,
    autoGainControl: settings.autoGainControl,
    sampleRate: settings.sampleRate,
    channelCount: settings.channelCount,
    widthPx: settings.width,
    heightPx: settings.height,
    frameRate: settings.frameRate,
    facingMode: settings.facingMode,
    displaySurface: settings.displaySurface,
  };
  const { shape } = AppliedSettings;
  const kept = Object.entries(given).filter(
    ([name, value]) => value !== undefined && shape[name as keyof AppliedSettings].safeParse(value).success,
  );
  return AppliedSettings.parse(Object.fromEntries(kept));
}
