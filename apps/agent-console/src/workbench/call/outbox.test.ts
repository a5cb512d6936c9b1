import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { shownMessages } from './outbox.ts';

describe('shownMessages', () => {
  const kept = { messageId: newId('msg'), at: 1, from: 'staff', text: 'hello' } as const;

  it('shows what is on its way after what is kept', () => {
    const outgoing = { messageId: newId('msg'), text: 'one more', status: 'sending' } as const;
    expect(shownMessages([kept], [outgoing]).map(({ kind }) => kind)).toEqual(['kept', 'outgoing']);
  });

  it('shows a message once that was kept although its acknowledgement was lost', () => {
    const outgoing = { messageId: kept.messageId, text: 'hello', status: 'failed' } as const;
    expect(shownMessages([kept], [outgoing])).toEqual([{ kind: 'kept', message: kept }]);
  });
});
