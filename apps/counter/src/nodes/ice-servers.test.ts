import { createHmac } from 'node:crypto';
import { newId } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { iceServersFor } from './ice-servers.ts';

const participantId = newId('par');
const now = new Date(1_700_000_000_000);

describe('ICE servers', () => {
  it('come with a TURN credential that coturn accepts until it runs out', () => {
    const servers = iceServersFor(
      participantId,
      { urls: ['stun:s.example', 'turns:t.example:443?transport=tcp'], secret: 'shared-with-coturn' },
      now,
    );
    const [stun, turn] = servers;
    expect(stun).toEqual({ urls: ['stun:s.example'] });
    expect(turn?.username).toBe(`${1_700_000_000 + 21_600}:${participantId}`);
    expect(turn?.credential).toBe(
      createHmac('sha1', 'shared-with-coturn')
        .update(turn?.username ?? '')
        .digest('base64'),
    );
    expect(JSON.stringify(servers)).not.toContain('shared-with-coturn');
  });

  it('are none where none are configured', () => {
    expect(iceServersFor(participantId, { urls: [], secret: null }, now)).toEqual([]);
  });
});
