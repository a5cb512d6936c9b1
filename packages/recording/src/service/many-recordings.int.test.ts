import { newId } from '@guichet/protocol';
import { afterEach, expect, test } from 'vitest';
import { TestService, opusTrack } from '../testing/index.ts';

/** The status of so many does not fit into 64 KB, which is all that a request may have. */
const RECORDINGS = 120;

let service: TestService | undefined;
afterEach(async () => service?.end());

test('a node that asks how its many recordings are doing is told and stays connected', async () => {
  service = new TestService();
  service.start();
  const client = await service.connect();
  let losses = 0;
  client.on('disconnected', () => (losses += 1));
  for (let i = 0; i < RECORDINGS; i++) {
    const recordingId = newId('rec');
    await client.open(recordingId, service.keys.wrapKey, 'test');
    for (let track = 0; track < 4; track++) await client.declareTrack(recordingId, opusTrack(1_000 + track));
  }
  const status = await client.status();
  expect(JSON.stringify(status).length).toBeGreaterThan(64 * 1024);
  expect(status.recordings).toHaveLength(RECORDINGS);
  expect(losses).toBe(0);
  // A new connection asks for the same before anything else.
  const another = await service.connect();
  expect((await another.status()).recordings).toHaveLength(RECORDINGS);
});
