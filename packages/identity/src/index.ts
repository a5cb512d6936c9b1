export * from './documents/reading.ts';
