import { expect, it } from 'vitest';
import { producerOptions } from './publishing.ts';

const cameraTrack = { kind: 'video', getSettings: () => ({ width: 1280, height: 720 }) } as unknown as MediaStreamTrack;

it('offers every layer of a picture as sent: one that begins paused is paused again by every later negotiation', () => {
  const { encodings = [] } = producerOptions('camera', cameraTrack, []);
  expect(encodings.map(({ active }) => active ?? true)).toEqual([true, true, true]);
});
