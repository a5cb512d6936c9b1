import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { leaveOut } from './leave-out.ts';

/** Where `vite dev` finds a running counter. */
const COUNTER = 'http://localhost:8080';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), leaveOut()],
  build: { target: ['chrome111', 'safari16.4', 'firefox115'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': { target: COUNTER }, '/socket.io': { target: COUNTER, ws: true } } },
});
