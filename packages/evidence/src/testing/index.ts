export * from './forgeries.ts';
export * from './package-kit.ts';
