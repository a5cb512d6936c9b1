export { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './server.ts';
export { freePort } from './connect.ts';
export { embeddedBinaries } from './binaries.ts';
