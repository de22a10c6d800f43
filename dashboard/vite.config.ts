/**
 * Builds the dashboard into dist/dashboard: hashed assets, and nothing inline, as the local door's
 * Content-Security-Policy demands.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
