export { startEmbedded, type EmbeddedOptions, type EmbeddedServer } from './server.ts';
export { freePort, isAlive } from './connect.ts';
export { embeddedBinaries } from './binaries.ts';
