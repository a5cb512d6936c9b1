import { describe, expect, it } from 'vitest';
import { FieldOutbox } from './field-outbox.ts';
import type { ShownValue } from '@guichet/workflow/views';

/** A counter that answers when it is told to. */
function makeOutbox() {
  const sent: [string, ShownValue][] = [];
  let answer: ((taken: boolean) => void) | null = null;
  const outbox = new FieldOutbox(
    (field, value) => {
      sent.push([field, value]);
      return new Promise((resolve) => (answer = resolve));
    },
    () => undefined,
  );
  const reply = async (taken: boolean) => {
    await expect.poll(() => answer).not.toBeNull();
    const resolve = answer;
    answer = null;
    resolve?.(taken);
  };
  return { outbox, sent, reply };
}

describe('FieldOutbox', () => {
  it('sends of each field only what stands in it last', async () => {
    const { outbox, sent, reply } = makeOutbox();
    for (const value of ['1', '12', '123']) outbox.write('amount', value);
    outbox.write('name', 'w');
    const flushed = outbox.flush();
    await reply(true);
    await reply(true);
    await reply(true);
    expect(await flushed).toBe(true);
    expect(sent).toEqual([
      ['amount', '1'],
      ['amount', '123'],
      ['name', 'w'],
    ]);
  });

  it('keeps what was not taken and sends it again', async () => {
    const { outbox, sent, reply } = makeOutbox();
    outbox.write('amount', '1');
    const first = outbox.flush();
    await reply(false);
    expect(await first).toBe(false);
    expect(outbox.isUnsent('amount')).toBe(true);
    const second = outbox.flush();
    await reply(true);
    expect(await second).toBe(true);
    expect(sent).toHaveLength(2);
    expect(outbox.isUnsent('amount')).toBe(false);
  });
});
