import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterRoom } from '../testing/enter-room.ts';
import { NodeKit } from '../testing/node-kit.ts';
import { cameraWish } from '../testing/rtp-wishes.ts';

let kit: NodeKit;
beforeAll(async () => {
  kit = await NodeKit.start();
});
afterAll(() => kit?.stop());

describe('a picture that somebody in the room cannot decode', () => {
  for (const [order, publishesFirst] of [
    ['who publishes comes first', true],
    ['who cannot decode it comes first', false],
  ] as const) {
    it(`is asked for in the codec that they can, when ${order}`, async () => {
      const { roomId } = await kit.openRoom();
      const [speaker, viewer] = [await enterRoom(kit, roomId), await enterRoom(kit, roomId)];
      const { codecs = [] } = viewer.snapshot.media.routerRtpCapabilities;
      const withoutH264 = { codecs: codecs.filter(({ mimeType }) => mimeType !== 'video/H264'), headerExtensions: [] };
      const publish = () => speaker.page.request('track.publish', cameraWish(speaker.snapshot.media.routerRtpCapabilities, 4_711));
      const ready = () => viewer.page.request('peer.ready', { generation: 0, rtpCapabilities: withoutH264 });
      const { trackId } = publishesFirst ? await publish() : await ready().then(publish);
      if (publishesFirst) await ready();

      expect(await speaker.page.hears('codec.wanted')).toEqual({ trackId, mimeType: 'video/VP8' });
      expect(viewer.page.all('subscription.offered')).toEqual([]);
      speaker.page.close();
      viewer.page.close();
    });
  }
});
