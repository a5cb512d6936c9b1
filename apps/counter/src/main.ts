import { useCompileCache } from '@guichet/recording/compile-cache';

// First this, then everything that takes time to load: after a kill it is half of the time until the counter is back.
useCompileCache();
const { run } = await import('./run.ts');
await run();
