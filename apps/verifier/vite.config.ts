import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** One file with everything in it: it is handed on, kept for years, and opened from a disk without a network. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: ['chrome137', 'safari17', 'firefox130'], modulePreload: false },
});
