/** `npm run -s bench -- <name> [--json]`: figures beside a peer's. */
await import(new URL('../bench/main.ts', import.meta.url).href);
