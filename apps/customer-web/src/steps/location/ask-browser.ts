import type { LocationProblem } from '@guichet/workflow/views';

/** A phone that has just been turned on needs that long to find itself. */
const WITHIN_MS = 25_000;

export type BrowserAnswer =
  | { readonly latitude: number; readonly longitude: number; readonly accuracyM: number }
  | { readonly problem: Exclude<LocationProblem, 'too_coarse'> };

/**
 * One fresh position (W3C Geolocation), with so many decimals: what nobody has asked for does not leave the device. Never one from before, which
 * could be of another place.
 */
export function askBrowser(decimals: number): Promise<BrowserAnswer> {
  const { promise, resolve } = Promise.withResolvers<BrowserAnswer>();
  if (!('geolocation' in navigator)) return Promise.resolve({ problem: 'unsupported' });
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude, accuracy } }) =>
      resolve({ latitude: rounded(latitude, decimals), longitude: rounded(longitude, decimals), accuracyM: accuracy }),
    ({ code }) => resolve({ problem: PROBLEMS[code] ?? 'unavailable' }),
    { enableHighAccuracy: true, maximumAge: 0, timeout: WITHIN_MS },
  );
  return promise;
}

/** By `GeolocationPositionError.code`. */
const PROBLEMS: Readonly<Record<number, 'denied' | 'unavailable' | 'timeout'>> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' };

const rounded = (degrees: number, decimals: number): number => Math.round(degrees * 10 ** decimals) / 10 ** decimals;
