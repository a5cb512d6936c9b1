import { describe, expect, it } from 'vitest';
import { heldBack, producerOptions } from './publishing.ts';

const cameraTrack = { kind: 'video', getSettings: () => ({ width: 1280, height: 720 }) } as unknown as MediaStreamTrack;

it('offers every layer of a picture as sent: one that begins paused is paused again by every later negotiation', () => {
  const { encodings = [] } = producerOptions('camera', cameraTrack, []);
  expect(encodings.map(({ active }) => active ?? true)).toEqual([true, true, true]);
});

describe('a picture that the node knows no track for yet', () => {
  function senderOf(rids: readonly string[]) {
    const sender = {
      encodings: rids.map((rid) => ({ rid, active: true })),
      getParameters: () => structuredClone({ encodings: sender.encodings }),
      setParameters: async ({ encodings }: { encodings: { rid: string; active: boolean }[] }) => void (sender.encodings = encodings),
      sends: () => sender.encodings.some(({ active }) => active),
    };
    return sender;
  }

  it('is sent when it has one, all of its layers', async () => {
    const sender = senderOf(['r0', 'r1', 'r2']);
    const sent = await heldBack(sender as never, async () => sender.sends());
    expect(sent).toBe(false);
    expect(sender.encodings.map(({ active }) => active)).toEqual([true, true, true]);
  });

  it('is not kept back for good when the node refuses it', async () => {
    const sender = senderOf(['r0']);
    await expect(heldBack(sender as never, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(sender.sends()).toBe(true);
  });
});
