import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, RoomTokenClaims, ROOM_TOKEN_ALGORITHM, ROOM_TOKEN_ISSUER, roomTokenAudience } from '@guichet/protocol';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_LIFETIME_MS, RoomTokenKeys } from './room-token-keys.ts';
import { mintRoomToken } from './room-tokens.ts';

let folder: string;
const request = {
  nodeId: newId('nod'),
  roomId: newId('rom'),
  participantId: newId('par'),
  pageKey: 'A'.repeat(43),
  grants: { publish: ['microphone' as const], subscribe: true, hidden: false, record: true },
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const verify = (token: string, keys: RoomTokenKeys, nodeId = request.nodeId, at = new Date()) =>
  jwtVerify(token, createLocalJWKSet({ keys: keys.published as never }), {
    algorithms: [ROOM_TOKEN_ALGORITHM],
    issuer: ROOM_TOKEN_ISSUER,
    audience: roomTokenAudience(nodeId),
    currentDate: at,
  });

describe('room tokens', () => {
  it('carry what the node needs to let one page in, and nothing of the person', async () => {
    const keys = await RoomTokenKeys.load(join(folder, 'keys.json'), new Date());
    const { payload } = await verify(await mintRoomToken(request, keys, new Date()), keys);
    expect(RoomTokenClaims.parse(payload)).toMatchObject({
      sub: request.participantId,
      room: request.roomId,
      grants: request.grants,
      cnf: { jkt: request.pageKey },
    });
    expect(Object.keys(payload).toSorted()).toEqual(['aud', 'cnf', 'exp', 'grants', 'iat', 'iss', 'jti', 'room', 'sub']);
  });

  it('are good at one node, for a minute', async () => {
    const keys = await RoomTokenKeys.load(join(folder, 'keys.json'), new Date());
    const token = await mintRoomToken(request, keys, new Date());
    await expect(verify(token, keys, newId('nod'))).rejects.toThrow(/aud/);
    await expect(verify(token, keys, request.nodeId, new Date(Date.now() + 61_000))).rejects.toThrow(/exp/);
  });

  it('are never the same twice', async () => {
    const keys = await RoomTokenKeys.load(join(folder, 'keys.json'), new Date());
    const now = new Date();
    expect(await mintRoomToken(request, keys, now)).not.toBe(await mintRoomToken(request, keys, now));
  });
});

describe('the keys of room tokens', () => {
  it('stay over a restart, in a file for its owner alone, of which nothing private is published', async () => {
    const path = join(folder, 'keys.json');
    const first = await RoomTokenKeys.load(path, new Date());
    const again = await RoomTokenKeys.load(path, new Date());
    expect(again.published).toEqual(first.published);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const secret = (JSON.parse(await readFile(path, 'utf8')) as { current: { d: string } }).current.d;
    expect(JSON.stringify(first.published)).not.toContain(secret);
  });

  it('change so that nodes which know the old set accept the new key, and old tokens still count', async () => {
    const path = join(folder, 'keys.json');
    const start = new Date();
    const keys = await RoomTokenKeys.load(path, start);
    const known = createLocalJWKSet({ keys: keys.published as never });
    const old = await mintRoomToken(request, keys, start);

    expect(await keys.rotateIfDue(new Date(start.getTime() + KEY_LIFETIME_MS - 1))).toBe(false);
    expect(await keys.rotateIfDue(new Date(start.getTime() + KEY_LIFETIME_MS))).toBe(true);
    const fresh = await mintRoomToken(request, keys, start);

    await expect(jwtVerify(fresh, known, { currentDate: start })).resolves.toBeDefined();
    await expect(verify(old, keys, request.nodeId, start)).resolves.toBeDefined();
    expect((await RoomTokenKeys.load(path, start)).signing.kid).toBe(keys.signing.kid);
  });
});
