import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The window's page. Addresses are relative, so that `app://` and any path of the browser host serve it alike; nothing
 * is inlined as a script, so that it runs under `script-src 'self'`. Chromium 114 is the oldest Electron supported.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome114',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
});
