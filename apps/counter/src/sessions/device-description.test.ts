import { describe, expect, it } from 'vitest';
import { describeDevice } from './device-description.ts';

describe('what the log says of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
      { browser: 'Chrome 138', os: 'Windows 10', mobile: false },
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36',
      { browser: 'Chrome 138', os: 'Android 14', mobile: true },
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', { browser: 'Firefox 140', os: 'Linux', mobile: false }],
  ])('is its browser and system with their major versions: %s', (userAgent, expected) => {
    expect(describeDevice(userAgent)).toEqual(expected);
  });

  it('knows the browser inside WeChat', () => {
    const wechat =
      'Mozilla/5.0 (Linux; Android 13; M2102) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.42 WeChat/arm64';
    expect(describeDevice(wechat)).toMatchObject({ browser: 'WeChat 8', mobile: true });
  });

  it.each([[null], [''], ['\u0000'.repeat(50)], ['<script>alert(1)</script>/1'], ['x'.repeat(100_000)], ['王小明 13800001234/1.0']])(
    'says nothing that the sender made up: %j',
    (userAgent) => {
      expect(describeDevice(userAgent)).toEqual({ browser: 'unknown', os: 'unknown', mobile: false });
    },
  );
});
