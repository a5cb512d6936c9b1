import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { gatePicture, PictureRefused } from './picture-gate.ts';
import { openPicture } from './open-picture.ts';
import { hostileFiles, pngOf } from '../testing/hostile-pictures.ts';

const problemOf = (bytes: Uint8Array): string | null => {
  try {
    gatePicture(bytes);
    return null;
  } catch (error) {
    return error instanceof PictureRefused ? error.problem : String(error);
  }
};

const plain = sharp({ create: { width: 64, height: 48, channels: 3, background: '#369' } });

describe('the gate', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('lets a whole %s through, and it can be opened', async (format) => {
    const bytes = await plain.clone().toFormat(format).toBuffer();
    expect(gatePicture(bytes)).toEqual({ format });
    expect(await openPicture(bytes, 1000)).toMatchObject({ widthPx: 64, heightPx: 48 });
  });

  it('lets a progressive JPEG and one with a restart interval through', async () => {
    expect(problemOf(await plain.clone().jpeg({ progressive: true }).toBuffer())).toBeNull();
  });

  it.each(Object.entries(hostileFiles()))('refuses %s', async (_name, { make, problem }) => {
    expect(problemOf(await make())).toBe(problem);
  });

  it('refuses every cut JPEG, and bent ones with a word of its list, or opens it', async () => {
    const whole = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#963' } })
      .jpeg()
      .toBuffer();
    for (let length = 0; length < whole.length - 1; length += Math.ceil(whole.length / 1_000)) {
      expect(problemOf(whole.subarray(0, length))).not.toBeNull();
      const bent = Buffer.from(whole);
      bent[length] = (bent[length] ?? 0) ^ 0x55;
      expect(problemOf(bent) ?? 'cut_short').toMatch(/^(not_a_picture|too_many_pixels|cut_short|hidden_content|broken)$/);
    }
  });

  it('leaves what is broken within to the decoder, and that is refused too', async () => {
    const bytes = pngOf(64, 64, deflateSync(Buffer.alloc(20)));
    expect(problemOf(bytes)).toBeNull();
    await expect(openPicture(bytes, 1000)).rejects.toMatchObject({ problem: 'broken' });
  });
});
