import type { SessionEventPayload } from '@guichet/protocol';
import Bowser from 'bowser';

type DeviceDescription = SessionEventPayload<'session.entered'>['device'];

const MAX_LENGTH = 64;
const UNKNOWN: DeviceDescription = { browser: 'unknown', os: 'unknown', mobile: false };

/** What the log says of a device: browser and system with their major versions, nothing that could tell one device from the next. */
export function describeDevice(userAgent: string | null): DeviceDescription {
  if (userAgent === null || userAgent === '') return UNKNOWN;
  try {
    const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 1_024));
    return {
      browser: withMajor(browser.name, browser.version),
      os: withMajor(os.name, os.version),
      mobile: platform.type === 'mobile' || platform.type === 'tablet',
    };
  } catch {
    return UNKNOWN;
  }
}

function withMajor(name: string | undefined, version: string | undefined): string {
  if (name === undefined || name === '') return 'unknown';
  const major = /^\d+/.exec(version ?? '')?.[0];
  // The parser takes some names from the header itself, which its sender chose.
  return `${name} ${major ?? ''}`.replace(/[^\p{L}\p{N} ._-]/gu, '').trim().slice(0, MAX_LENGTH);
}
