export * from './chunk-seal.ts';
export * from './journal-header.ts';
export * from './recorded-track.ts';
export * from './recorder-notifications.ts';
export * from './recorder-requests.ts';
export * from './recorder-taps.ts';
