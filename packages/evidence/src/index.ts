export * from './canonical-json.ts';
export * from './chunk-chain.ts';
export * from './commitment.ts';
export * from './event-chain.ts';
export * from './node-key.ts';
export * from './sha256.ts';
