export * from './bundle.ts';
export * from './read-bundle.ts';
export * from './sign-bundle.ts';
