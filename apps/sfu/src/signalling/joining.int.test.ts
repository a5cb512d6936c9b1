import { newId } from '@guichet/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKeys, type TokenWish } from '../testing/fake-counter.ts';
import { NodeKit } from '../testing/node-kit.ts';
import { codeOf, Page, PageIdentity } from '../testing/page.ts';
import { cameraWish, microphoneWish, STRANGER_DTLS } from '../testing/rtp-wishes.ts';
import { until } from '../testing/until.ts';

let kit: NodeKit;
beforeAll(async () => {
  kit = await NodeKit.start({ env: { GRACE_MS: '1500', SFU_CONNECT_BURST: '1000' } });
});
afterAll(() => kit?.stop());

/** Tries to join with a token that differs from a good one as told. */
async function tryToken(forge: (wish: TokenWish) => Promise<string> | string): Promise<string> {
  const { roomId } = await kit.openRoom();
  const identity = await PageIdentity.make();
  const page = await Page.open(kit.node.port);
  const token = await forge({ room: roomId, sub: newId('par'), jkt: identity.thumbprint });
  const code = await codeOf(page.join(identity, token));
  page.close();
  return code;
}
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('room tokens', () => {
  it('lets a good one in', async () => {
    expect(await tryToken((wish) => kit.counter.mint(wish))).toBe('ok');
  });

  it.each<[string, Record<string, () => unknown>]>([
    ['expired', { exp: () => nowSeconds() - 30, iat: () => nowSeconds() - 90 }],
    ['old, however late it says it expires', { exp: () => nowSeconds() + 3_600, iat: () => nowSeconds() - 300 }],
    ['not valid yet', { nbf: () => nowSeconds() + 60 }],
    ['from the future', { iat: () => nowSeconds() + 60, exp: () => nowSeconds() + 120 }],
    ['for another node', { aud: () => `node:${newId('nod')}` }],
    ['for no node', { aud: () => undefined }],
    ['from another issuer', { iss: () => 'somebody' }],
    ['without an id', { jti: () => undefined }],
    ['without an expiry', { exp: () => undefined }],
    ['without the key of a page', { cnf: () => undefined }],
    ['with a subject that is no participant', { sub: () => 'root' }],
    ['with grants of another shape', { grants: () => ({ publish: ['everything'] }) }],
  ])('refuses one that is %s', async (_what, changes) => {
    const claims = Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value()]));
    expect(await tryToken((wish) => kit.counter.mint({ ...wish, claims }))).toBe('token_invalid');
  });

  it('refuses one that nobody signed, that a stranger signed, and that was signed by the public key', async () => {
    const { privateKey } = await makeKeys();
    expect(await tryToken((wish) => kit.counter.mintUnsigned(wish))).toBe('token_invalid');
    expect(await tryToken((wish) => kit.counter.mint({ ...wish, signedBy: privateKey }))).toBe('token_invalid');
    expect(await tryToken((wish) => kit.counter.mintByPublicKey(wish))).toBe('token_invalid');
    expect(await tryToken(() => 'no.token.atall')).toBe('token_invalid');
    expect(await tryToken(async (wish) => `${await kit.counter.mint(wish)}x`)).toBe('token_invalid');
  });

  it('knows no room that was not opened', async () => {
    expect(await tryToken((wish) => kit.counter.mint({ ...wish, room: newId('rom') }))).toBe('not_found');
  });

  it('takes each once', async () => {
    const { roomId } = await kit.openRoom();
    const { page, identity, token } = await kit.enter(roomId);
    const second = await Page.open(kit.node.port);
    expect(await codeOf(second.join(identity, token))).toBe('token_invalid');
    expect(page.disconnected).toBeNull();
  });

  it('is worth nothing without the key of its page, and is not used up by a thief', async () => {
    const { roomId } = await kit.openRoom();
    const owner = await PageIdentity.make();
    const thief = await PageIdentity.make();
    const token = await kit.counter.mint({ room: roomId, sub: newId('par'), jkt: owner.thumbprint });
    const stolen = await Page.open(kit.node.port);
    expect(await codeOf(stolen.join(thief, token))).toBe('proof_invalid');
    const { nonce } = await stolen.request('peer.challenge', {});
    const proof = await thief.prove('join', nonce);
    expect(await codeOf(stolen.request('peer.join', { token, proof: { ...proof, key: owner.key } }))).toBe('proof_invalid');
    const page = await Page.open(kit.node.port);
    expect(await codeOf(page.join(owner, token))).toBe('ok');
  });

  it('asks for a proof over its own nonce, of the purpose, used once', async () => {
    const { roomId } = await kit.openRoom();
    const identity = await PageIdentity.make();
    const token = await kit.counter.mint({ room: roomId, sub: newId('par'), jkt: identity.thumbprint });
    const page = await Page.open(kit.node.port);
    const withProof = async (proof: Awaited<ReturnType<PageIdentity['prove']>>) => codeOf(page.request('peer.join', { token, proof }));
    expect(await withProof(await identity.prove('join', 'never issued'))).toBe('proof_invalid');
    const resumeNonce = (await page.request('peer.challenge', {})).nonce;
    expect(await withProof(await identity.prove('resume', resumeNonce))).toBe('proof_invalid');
    const spent = (await page.request('peer.challenge', {})).nonce;
    await withProof(await identity.prove('join', 'wrong'));
    expect(await withProof(await identity.prove('join', spent))).toBe('proof_invalid');
    const { x, y } = identity.key;
    const { nonce } = await page.request('peer.challenge', {});
    const proof = await identity.prove('join', nonce);
    // A point that is not on the curve.
    const other = await Page.open(kit.node.port);
    await other.request('peer.challenge', {});
    expect(await codeOf(other.request('peer.join', { token, proof: { ...proof, key: { ...identity.key, x: y, y: x } } }))).toBe(
      'proof_invalid',
    );
    await until('the rate allows one more', async () => (await withProof(proof)) === 'ok');
  });
});

describe('a room', () => {
  it('tells each of the others, and lets in no more than it was opened for', async () => {
    const { roomId } = await kit.openRoom({ maxPeers: 2 });
    const first = await kit.enter(roomId);
    expect(first.snapshot.peers).toEqual([]);
    expect(first.snapshot.recording.status).toBe('none');
    const second = await kit.enter(roomId);
    expect(second.snapshot.peers.map((peer) => peer.participantId)).toEqual([first.participantId]);
    expect((await first.page.hears('peer.joined')).participantId).toBe(second.participantId);
    expect(await codeOf(kit.enter(roomId))).toBe('room_full');
    await second.page.request('peer.leave', {});
    expect(await first.page.hears('peer.left')).toEqual({ participantId: second.participantId, reason: 'left' });
  });

  it('does not tell of a hidden peer', async () => {
    const { roomId } = await kit.openRoom();
    const open = await kit.enter(roomId);
    const hidden = await kit.enter(roomId, { grants: { hidden: true, publish: [] } });
    const third = await kit.enter(roomId);
    expect(third.snapshot.peers.map((peer) => peer.participantId)).toEqual([open.participantId]);
    await open.page.hears('peer.joined', ({ participantId }) => participantId === third.participantId);
    expect(open.page.all('peer.joined').map((peer) => peer.participantId)).not.toContain(hidden.participantId);
    await hidden.page.hears('peer.joined', ({ participantId }) => participantId === third.participantId);
  });

  it('removes whom it is told to, and refuses the tokens that one still has', async () => {
    const { roomId } = await kit.openRoom();
    const identity = await PageIdentity.make();
    const unused = await kit.counter.mint({ room: roomId, sub: newId('par'), jkt: identity.thumbprint, claims: { iat: nowSeconds() - 2 } });
    const { page, participantId } = await kit.enter(roomId);
    const spare = await kit.counter.mint({ room: roomId, sub: participantId, jkt: identity.thumbprint, claims: { iat: nowSeconds() - 2 } });
    await kit.counter.command('peer.remove', { roomId, participantId });
    await kit.counter.command('peer.remove', { roomId, participantId });
    expect(await page.hears('peer.ended')).toEqual({ reason: 'removed' });
    await until('the socket is closed', () => page.disconnected);
    expect(await codeOf((await Page.open(kit.node.port)).join(identity, spare))).toBe('token_invalid');
    expect(await codeOf((await Page.open(kit.node.port)).join(identity, unused))).toBe('ok');
  });

  it('ends for all when it is closed', async () => {
    const { roomId } = await kit.openRoom();
    const pages = [await kit.enter(roomId), await kit.enter(roomId)];
    await kit.counter.command('room.close', { roomId, reason: 'ended' });
    await kit.counter.command('room.close', { roomId, reason: 'ended' });
    for (const { page } of pages) expect(await page.hears('peer.ended')).toEqual({ reason: 'room_closed' });
    await until('it is reported once', () => kit.counter.factsOf('room.closed').filter((fact) => fact.roomId === roomId).length === 1);
  });

  it('is opened once, however often that is asked for', async () => {
    const plan = await kit.openRoom();
    const { page } = await kit.enter(plan.roomId);
    await Promise.all([1, 2, 3].map(() => kit.counter.command('room.open', plan)));
    expect(await codeOf(kit.counter.command('room.open', { ...plan, purpose: 'check' }))).toBe('wrong_state');
    expect(page.disconnected).toBeNull();
  });
});

describe('taking over and coming back', () => {
  it('gives the place to a second page of the same participant, and tells the first', async () => {
    const { roomId } = await kit.openRoom();
    const other = await kit.enter(roomId);
    const first = await kit.enter(roomId);
    const { routerRtpCapabilities } = first.snapshot.media;
    const { trackId } = await first.page.request('track.publish', microphoneWish(routerRtpCapabilities, 1111));
    await other.page.hears('track.published', (track) => track.trackId === trackId);
    const second = await kit.enter(roomId, { participantId: first.participantId });
    expect(await first.page.hears('peer.ended')).toEqual({ reason: 'replaced' });
    await until('the first is cut off', () => first.page.disconnected);
    await other.page.hears('track.ended', (track) => track.trackId === trackId);
    expect(other.page.all('peer.left')).toEqual([]);
    expect(second.snapshot.ownTracks).toEqual([]);
    expect(second.snapshot.media.send.id).not.toBe(first.snapshot.media.send.id);
    await until('it is reported', () => kit.counter.factsOf('peer.replaced').some((fact) => fact.participantId === first.participantId));
  });

  it('keeps media and tracks for a page that comes back with its key', async () => {
    const { roomId } = await kit.openRoom();
    const other = await kit.enter(roomId);
    const { page, identity, participantId, snapshot } = await kit.enter(roomId);
    const { trackId } = await page.request('track.publish', microphoneWish(snapshot.media.routerRtpCapabilities, 2222));
    page.close();
    expect(await other.page.hears('peer.connection')).toEqual({ participantId, connected: false });
    const again = await Page.open(kit.node.port);
    const resumed = await again.resume(identity, participantId);
    expect(resumed.media).toEqual(snapshot.media);
    expect(resumed.ownTracks.map((track) => track.trackId)).toEqual([trackId]);
    await other.page.hears('peer.connection', ({ connected }) => connected);
    expect(other.page.all('track.ended')).toEqual([]);
    const { iceParameters } = await again.request('transport.restartIce', { direction: 'send', generation: 0 });
    expect(iceParameters.usernameFragment).not.toBe(snapshot.media.send.iceParameters.usernameFragment);
  });

  it('lets nobody else come back in that place', async () => {
    const { roomId } = await kit.openRoom();
    const { page, identity, participantId } = await kit.enter(roomId);
    const stranger = await PageIdentity.make();
    const thief = await Page.open(kit.node.port);
    expect(await codeOf(thief.resume(stranger, participantId))).toBe('peer_unknown');
    expect(await codeOf((await Page.open(kit.node.port)).resume(identity, newId('par')))).toBe('peer_unknown');
    expect(page.disconnected).toBeNull();
  });

  it('drops the half-open socket of a page that is back on a new one', async () => {
    const { roomId } = await kit.openRoom();
    const { page, identity, participantId } = await kit.enter(roomId);
    const again = await Page.open(kit.node.port);
    await again.resume(identity, participantId);
    await until('the old socket is closed', () => page.disconnected);
    expect(page.all('peer.ended')).toEqual([]);
    expect(await codeOf(again.request('peer.leave', {}))).toBe('ok');
  });

  it('gives the place up when the grace time is over', async () => {
    const { roomId } = await kit.openRoom();
    const other = await kit.enter(roomId);
    const { page, identity, participantId } = await kit.enter(roomId);
    page.close();
    expect(await other.page.hears('peer.left')).toEqual({ participantId, reason: 'timed_out' });
    expect(await codeOf((await Page.open(kit.node.port)).resume(identity, participantId))).toBe('peer_unknown');
  });
});

describe('tracks', () => {
  it('are offered to the others once these can decode them, and end with their publisher', async () => {
    const { roomId } = await kit.openRoom();
    const speaker = await kit.enter(roomId);
    const viewer = await kit.enter(roomId);
    const { routerRtpCapabilities } = speaker.snapshot.media;
    const { trackId } = await speaker.page.request('track.publish', cameraWish(routerRtpCapabilities, 3333));
    await viewer.page.hears('track.published');
    expect(viewer.page.all('subscription.offered')).toEqual([]);
    await viewer.page.request('peer.ready', { rtpCapabilities: routerRtpCapabilities, generation: 0 });
    const offer = await viewer.page.hears('subscription.offered');
    expect(offer).toMatchObject({
      trackId,
      participantId: speaker.participantId,
      kind: 'video',
      source: 'camera',
      producerPaused: false,
      generation: 0,
    });
    await viewer.page.request('subscription.resume', { subscriptionId: offer.subscriptionId });
    await speaker.page.request('track.pause', { trackId });
    expect((await viewer.page.hears('track.changed')).paused).toBe(true);
    await speaker.page.request('peer.leave', {});
    expect((await viewer.page.hears('subscription.ended')).subscriptionId).toBe(offer.subscriptionId);
  });

  it('are offered again to a page that was away when they were', async () => {
    const { roomId } = await kit.openRoom();
    const speaker = await kit.enter(roomId);
    const viewer = await kit.enter(roomId);
    const { routerRtpCapabilities } = speaker.snapshot.media;
    await viewer.page.request('peer.ready', { rtpCapabilities: routerRtpCapabilities, generation: 0 });
    viewer.page.close();
    await speaker.page.hears('peer.connection', ({ connected }) => !connected);
    const { trackId } = await speaker.page.request('track.publish', microphoneWish(routerRtpCapabilities, 4444));
    const again = await Page.open(kit.node.port);
    const snapshot = await again.resume(viewer.identity, viewer.participantId);
    expect(snapshot.peers[0]?.tracks.map((track) => track.trackId)).toEqual([trackId]);
    expect((await again.hears('subscription.offered')).trackId).toBe(trackId);
  });

  it('are published only with the grant, once a source, as what the source is', async () => {
    const { roomId } = await kit.openRoom();
    const { page, snapshot } = await kit.enter(roomId, { grants: { publish: ['microphone'] } });
    const { routerRtpCapabilities } = snapshot.media;
    const microphone = microphoneWish(routerRtpCapabilities, 5555);
    expect(await codeOf(page.request('track.publish', cameraWish(routerRtpCapabilities, 1)))).toBe('forbidden');
    expect(await codeOf(page.request('track.publish', { ...microphone, kind: 'video' }))).toBe('bad_request');
    expect(
      await codeOf(page.request('track.publish', { ...cameraWish(routerRtpCapabilities, 1), source: 'microphone', kind: 'audio' })),
    ).toBe('bad_request');
    expect(await codeOf(page.request('track.publish', { ...microphone, generation: 1 }))).toBe('wrong_state');
    const both = await Promise.all([1, 2].map(() => codeOf(page.request('track.publish', microphone))));
    expect(both.toSorted()).toEqual(['ok', 'wrong_state']);
  });

  it('are not heard by who may not subscribe', async () => {
    const { roomId } = await kit.openRoom();
    const speaker = await kit.enter(roomId);
    const deaf = await kit.enter(roomId, { grants: { subscribe: false } });
    const viewer = await kit.enter(roomId);
    const { routerRtpCapabilities } = speaker.snapshot.media;
    for (const { page } of [deaf, viewer]) await page.request('peer.ready', { rtpCapabilities: routerRtpCapabilities, generation: 0 });
    await speaker.page.request('track.publish', microphoneWish(routerRtpCapabilities, 6666));
    await viewer.page.hears('subscription.offered');
    expect(deaf.page.all('subscription.offered')).toEqual([]);
  });

  it('of the peer itself are all it gets in a check room', async () => {
    const { roomId } = await kit.openRoom({ purpose: 'check', maxPeers: 1 });
    const { page, participantId, snapshot } = await kit.enter(roomId);
    await page.request('peer.ready', { rtpCapabilities: snapshot.media.routerRtpCapabilities, generation: 0 });
    await page.request('track.publish', microphoneWish(snapshot.media.routerRtpCapabilities, 7777));
    expect((await page.hears('subscription.offered')).participantId).toBe(participantId);
  });

  it('of others can neither be named nor changed', async () => {
    const { roomId } = await kit.openRoom();
    const speaker = await kit.enter(roomId);
    const other = await kit.enter(roomId);
    const { routerRtpCapabilities } = speaker.snapshot.media;
    const { trackId } = await speaker.page.request('track.publish', microphoneWish(routerRtpCapabilities, 8888));
    await speaker.page.request('peer.ready', { rtpCapabilities: routerRtpCapabilities, generation: 0 });
    for (const name of ['track.pause', 'track.resume', 'track.close'] as const)
      expect(await codeOf(other.page.request(name, { trackId }))).toBe('not_found');
    expect(await codeOf(other.page.request('track.settings', { trackId, settings: {} }))).toBe('not_found');
    expect(await codeOf(other.page.request('subscription.resume', { subscriptionId: newId('sub') }))).toBe('not_found');
  });
});

describe('transports', () => {
  it('are connected once, with parameters that make sense', async () => {
    const { roomId } = await kit.openRoom();
    const { page } = await kit.enter(roomId);
    const wish = { direction: 'send', generation: 0, dtlsParameters: STRANGER_DTLS } as const;
    const odd = { ...STRANGER_DTLS, fingerprints: [{ algorithm: 'sha-256' as const, value: 'AB:CD' }] };
    expect(await codeOf(page.request('transport.connect', { ...wish, generation: 3 }))).toBe('wrong_state');
    const weak = {
      ...STRANGER_DTLS,
      fingerprints: [{ algorithm: 'sha-1' as const, value: Array.from({ length: 20 }, () => 'AB').join(':') }],
    };
    for (const dtlsParameters of [odd, weak])
      expect(await codeOf(page.request('transport.connect', { ...wish, dtlsParameters }))).toBe('bad_request');
    expect(await codeOf(page.request('transport.connect', wish))).toBe('ok');
    expect(await codeOf(page.request('transport.connect', wish))).toBe('wrong_state');
  });

  it('need a browser that has our codecs', async () => {
    const { roomId } = await kit.openRoom();
    const { page, snapshot } = await kit.enter(roomId);
    const { codecs = [] } = snapshot.media.routerRtpCapabilities;
    const ready = (mimeTypes: string[]) =>
      codeOf(
        page.request('peer.ready', {
          rtpCapabilities: { codecs: codecs.filter(({ mimeType }) => mimeTypes.includes(mimeType)) },
          generation: 0,
        }),
      );
    expect(await ready(['video/H264'])).toBe('codec_unsupported');
    expect(await ready(['audio/opus'])).toBe('codec_unsupported');
    expect(await ready(['audio/opus', 'video/VP8'])).toBe('ok');
  });
});
