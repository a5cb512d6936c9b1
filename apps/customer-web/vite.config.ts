import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { leaveOut } from './leave-out.ts';

/** Where `vite dev` finds a running counter. */
const COUNTER = 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), leaveOut()],
  build: {
    target: ['chrome111', 'safari16.4', 'firefox115'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What the first screen and the guest's page share would be cut into a dozen files, which load and compress worse than one.
        codeSplitting: {
          groups: [
            // With the styles that all pages begin with, or those would come behind what is said here of the customer's.
            { name: 'first', test: /ui\/src\/styles\/|customer-web\/src\/(app|entry)\/(?!main|texts\/(en|zh-cn))/, priority: 2 },
            { name: 'devices', test: /customer-web\/src\/precheck\/(?!precheck-screen)/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/v1': { target: COUNTER }, '/socket.io': { target: COUNTER, ws: true } } },
});
