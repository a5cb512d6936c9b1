import type { SessionEventPayload } from '@guichet/protocol';
import Bowser from 'bowser';

type DeviceDescription = SessionEventPayload<'session.entered'>['device'];

const MAX_LENGTH = 64;
const BROWSERS: ReadonlySet<string> = new Set(Object.values(Bowser.BROWSER_MAP));
const SYSTEMS: ReadonlySet<string> = new Set(Object.values(Bowser.OS_MAP));
const UNKNOWN: DeviceDescription = { browser: 'unknown', os: 'unknown', mobile: false };

/** What the log says of a device: browser and system with their major versions, nothing that could tell one device from the next. */
export function describeDevice(userAgent: string | null): DeviceDescription {
  if (userAgent === null || userAgent === '') return UNKNOWN;
  try {
    const { browser, os, platform } = Bowser.parse(userAgent.slice(0, 1_024));
    return {
      browser: withMajor(BROWSERS, browser.name, browser.version),
      os: withMajor(SYSTEMS, os.name, os.version),
      mobile: platform.type === 'mobile' || platform.type === 'tablet',
    };
  } catch {
    return UNKNOWN;
  }
}

/** The parser takes a name that it does not know from the header itself, which its sender chose: that is kept out of the log. */
function withMajor(known: ReadonlySet<string>, name: string | undefined, version: string | undefined): string {
  if (name === undefined || !known.has(name)) return 'unknown';
  const major = /\d{1,4}/.exec(version ?? '')?.[0] ?? '';
  return `${name} ${major}`.trim().slice(0, MAX_LENGTH);
}
