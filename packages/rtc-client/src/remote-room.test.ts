import { newId, type PublishedTrack, type RoomPeer } from '@guichet/protocol';
import { describe, expect, it } from 'vitest';
import { RemoteRoom } from './remote-room.ts';

const participantId = newId('par');
const camera = (over: Partial<PublishedTrack> = {}): PublishedTrack => ({
  trackId: newId('trk'),
  participantId,
  kind: 'video',
  source: 'camera',
  paused: false,
  ...over,
});
const peer = (over: Partial<RoomPeer> = {}): RoomPeer => ({ participantId, connected: true, tracks: [], ...over });
const media = {} as MediaStreamTrack;

describe('what is known of the others in a room', () => {
  it("keeps the browser's end of tracks over a return of the socket, and names those that ended meanwhile", () => {
    const room = new RemoteRoom();
    const [stays, ends] = [camera(), camera({ source: 'screen' })];
    room.reset([peer({ tracks: [stays, ends] })]);
    room.changeTrack(stays.trackId, { media, subscriptionId: newId('sub') });
    const over = room.reset([peer({ tracks: [{ ...stays, paused: true }] })]);
    expect(over.map((track) => track.trackId)).toEqual([ends.trackId]);
    expect(room.tracks).toMatchObject([{ trackId: stays.trackId, paused: true, media }]);
  });

  it('says since when somebody is away, and not that it began anew with every message', () => {
    let now = 1_000;
    const room = new RemoteRoom(() => now);
    room.join(peer());
    room.setConnected(participantId, false);
    now = 9_000;
    room.setConnected(participantId, false);
    room.reset([peer({ connected: false })]);
    expect(room.peers[0]).toMatchObject({ connected: false, awaySinceMs: 1_000 });
    room.setConnected(participantId, true);
    expect(room.peers[0]).toMatchObject({ connected: true, awaySinceMs: null });
  });

  it('lets a page that came back stand in the place of the one before', () => {
    const room = new RemoteRoom();
    room.join(peer({ tracks: [camera()] }));
    room.join(peer());
    expect(room.peers).toHaveLength(1);
    expect(room.tracks).toHaveLength(0);
  });

  it('knows a track that is published again after a worker died as the same', () => {
    const room = new RemoteRoom();
    const track = camera();
    room.join(peer({ tracks: [track] }));
    room.changeTrack(track.trackId, { media, subscriptionId: newId('sub'), spatialLayer: 2 });
    room.dropEnds();
    expect(room.tracks).toMatchObject([{ media: null, subscriptionId: null, spatialLayer: null }]);
    room.publish(track);
    expect(room.tracks).toHaveLength(1);
  });

  it('makes a new list with every change, so that a change can be seen by identity', () => {
    const room = new RemoteRoom();
    room.join(peer({ tracks: [camera()] }));
    const before = room.peers;
    room.changeTrack(room.tracks[0]?.trackId ?? newId('trk'), { paused: true });
    expect(room.peers).not.toBe(before);
    expect(before[0]?.tracks[0]?.paused).toBe(false);
  });
});
