export * from './bit-flips.ts';
export * from './forgeries.ts';
export * from './package-kit.ts';
