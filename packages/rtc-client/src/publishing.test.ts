import type { types } from 'mediasoup-client';
import { expect, it } from 'vitest';
import { producerOptions, startSending } from './publishing.ts';

const cameraTrack = { kind: 'video', getSettings: () => ({ width: 1280, height: 720 }) } as unknown as MediaStreamTrack;

it('sends nothing of a picture before the node knows of it, and then every layer', async () => {
  const { encodings = [] } = producerOptions('camera', cameraTrack, []);
  expect(encodings.map(({ active }) => active)).toEqual([false, false, false]);

  let told: RTCRtpEncodingParameters[] = [];
  const rtpSender = {
    getParameters: () => ({ encodings: encodings.map((encoding) => ({ ...encoding })) }),
    setParameters: async (parameters: RTCRtpSendParameters) => {
      told = parameters.encodings;
    },
  };
  await startSending({ kind: 'video', rtpSender } as unknown as types.Producer);
  expect(told).toEqual(encodings.map((encoding) => ({ ...encoding, active: true })));
});
