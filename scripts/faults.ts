/** `npm run faults`: kills, cuts and floods in the middle of calls, figures printed. Last line `N passed, N failed`. */
await import(new URL('../e2e/faults/main.ts', import.meta.url).href);
