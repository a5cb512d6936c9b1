import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KeyedSerial } from './keyed-serial.ts';

describe('work under one key', () => {
  it('is done one after the other in the order it came; other keys do not wait', async () => {
    const serial = new KeyedSerial();
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = serial.run('a', async () => {
      await gate.promise;
      done.push('a1');
    });
    const second = serial.run('a', async () => void done.push('a2'));
    await serial.run('b', async () => void done.push('b1'));
    expect(done).toEqual(['b1']);
    gate.resolve();
    await Promise.all([first, second]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  it('goes on after a failure, which only its own caller sees', async () => {
    const serial = new KeyedSerial();
    const failing = serial.run('a', async () => Promise.reject(new Error('no')));
    const next = serial.run('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });

  it('is all over when it says that it is idle', async () => {
    const serial = new KeyedSerial();
    let ended = 0;
    for (const key of ['a', 'a', 'b']) void serial.run(key, async () => delay(5).then(() => void (ended += 1)));
    await serial.idle();
    expect(ended).toBe(3);
  });
});
