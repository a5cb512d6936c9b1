import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `vite dev` finds a running counter. */
const COUNTER = 'http://localhost:8080';

/** Parts of mediasoup-client for browsers below the floor (`browser-floor.ts`), for React Native, and for its own tests: no page of ours uses them. */
const UNUSED = /mediasoup-client\/lib\/(handlers\/(ReactNative106|Chrome74|FakeHandler)|test\/fakeParameters)\.js$/;

function leaveOut(unused: RegExp): Plugin {
  return { name: 'leave-out', load: (id) => (unused.test(id) ? 'exports.Chrome74 = exports.ReactNative106 = { createFactory() { throw new Error("unsupported browser"); } };' : null) };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), leaveOut(UNUSED)],
  build: { target: ['chrome111', 'safari16.4', 'firefox115'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': { target: COUNTER }, '/socket.io': { target: COUNTER, ws: true } } },
});
