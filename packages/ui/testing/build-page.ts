import { join } from 'node:path';
import { build, type Plugin } from 'vite';

const STAND_INS: Readonly<Record<string, string>> = {
  '@guichet/rtc-client': join(import.meta.dirname, '../../rtc-client/src/testing/fake-room-client.ts'),
};

const standIns: Plugin = {
  name: 'stand-ins',
  enforce: 'pre',
  resolveId: (source) => STAND_INS[source] ?? null,
};

/** Builds a web app as it is shipped, but for the room client, which shows drawings instead of connecting to a node. */
export async function buildPage(appFolder: string, outDir: string): Promise<void> {
  // A test's environment would make a development build of React.
  const environment = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      root: appFolder,
      configFile: join(appFolder, 'vite.config.ts'),
      logLevel: 'error',
      plugins: [standIns],
      build: { outDir, emptyOutDir: false, reportCompressedSize: false },
    });
  } finally {
    process.env['NODE_ENV'] = environment;
  }
}
