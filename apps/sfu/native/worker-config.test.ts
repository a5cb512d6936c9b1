import { expect, test } from 'vitest';
import { readWorkerConfig } from './worker-config.ts';

test('the cache follows GUICHET_CACHE, then XDG_CACHE_HOME, then the home folder', () => {
  expect(readWorkerConfig({ GUICHET_CACHE: '/a', XDG_CACHE_HOME: '/b' }).cacheDir).toBe('/a');
  expect(readWorkerConfig({ XDG_CACHE_HOME: '/b' }).cacheDir).toBe('/b/guichet');
  expect(readWorkerConfig({}).cacheDir).toMatch(/\/\.cache\/guichet$/);
});

test('every wrong variable is named at once', () => {
  const env = {
    MEDIASOUP_WORKER_BIN: 'worker',
    GUICHET_CACHE: 'cache',
    MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: 'mirror',
  };
  expect(() => readWorkerConfig(env)).toThrow(/MEDIASOUP_WORKER_BIN.*GUICHET_CACHE.*MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL/);
});
