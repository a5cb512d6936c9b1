import {
  AppError,
  type NodeCommands,
  type ParticipantId,
  type PayloadOf,
  type ReplyOf,
  type RoomId,
  type RoomPlan,
} from '@guichet/protocol';
import { picturePng } from '@guichet/recording/measures';
import { confirmPicture } from '../measures/confirm-picture.ts';
import type { Peer } from './peer.ts';
import { type LeftBehind, NOTHING_LEFT } from './left-behind.ts';
import { Room, type RoomDeps } from './room.ts';
import type { RoomLedger } from './room-ledger.ts';

/** Tracks come and go in bunches; what is lost of the list when the node is killed is the last moment. */
const WRITE_WITHIN_MS = 50;

interface RegistryOptions {
  readonly deps: Omit<RoomDeps, 'remember'>;
  readonly capacityRooms: number;
  readonly ledger: RoomLedger;
}

/** All rooms of the node. Its commands can be repeated without a second effect. */
export class RoomRegistry {
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<RoomId, Room>();
  readonly #opening = new Map<RoomId, Promise<Room>>();
  /** Closed rooms whose recordings are still being closed: they stay in the ledger until that is done. */
  readonly #finishing = new Set<Room>();
  #writeTimer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get all(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  get peerCount(): number {
    return this.all.reduce((sum, room) => sum + room.peers.length, 0);
  }

  get(roomId: RoomId): Room | null {
    return this.#rooms.get(roomId) ?? null;
  }

  /** The place of the page that holds this key; a page can be in a check room and in a call, the later one counts. */
  findSeat(participantId: ParticipantId, keyThumbprint: string): { readonly room: Room; readonly peer: Peer } | null {
    for (const room of this.all.toReversed()) {
      const peer = room.peer(participantId);
      if (peer?.keyThumbprint === keyThumbprint) return { room, peer };
    }
    return null;
  }

  /** Opens again what the node held when it was killed. */
  async restore(): Promise<void> {
    for (const { plan, left } of this.#options.ledger.read()) await this.#open(plan, left);
  }

  /** @throws AppError `no_node` when the node is full, `wrong_state` when the room exists with another plan */
  async open(plan: RoomPlan): Promise<void> {
    const existing = this.#rooms.get(plan.roomId);
    if (existing) {
      const same = existing.plan.purpose === plan.purpose && existing.plan.recording?.recordingId === plan.recording?.recordingId;
      if (!same) throw new AppError('wrong_state');
      return;
    }
    const underWay = this.#opening.get(plan.roomId);
    if (underWay) {
      await underWay;
      return;
    }
    if (this.#stopping || this.#rooms.size + this.#opening.size >= this.#options.capacityRooms) throw new AppError('no_node');
    await this.#open(plan, NOTHING_LEFT);
  }

  close(roomId: RoomId, reason: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    this.#forget(room);
    room.close(reason);
  }

  remove(roomId: RoomId, participantId: ParticipantId): void {
    this.#rooms.get(roomId)?.remove(participantId);
  }

  /** @throws AppError `not_found`: holding somebody in a room that isn't there has no effect, and is not to look as if it had */
  hold(roomId: RoomId, participantId: ParticipantId, held: boolean): void {
    const room = this.#rooms.get(roomId);
    if (!room) throw new AppError('not_found');
    room.hold(participantId, held);
    // Answered only once it is on the disk: somebody on hold must not be heard after a kill of the node.
    this.#write();
  }

  /** @throws AppError `not_found`: there is no such room, or nothing of it is recorded */
  async pauseRecording(roomId: RoomId, paused: boolean): Promise<void> {
    const recording = this.#rooms.get(roomId)?.recording;
    if (!recording) throw new AppError('not_found');
    await recording.pause(paused);
  }

  /** @throws AppError `not_found`: nobody there, no camera that is on, or nothing is recorded; `unavailable`: no picture came */
  async takeStill({
    roomId,
    participantId,
    heightPx,
  }: PayloadOf<NodeCommands['still.take']>): Promise<ReplyOf<NodeCommands['still.take']>> {
    const { stills } = await this.takeStills({ roomId, participantId, heightPx, everyMs: 1_000, count: 1 });
    const [first] = stills;
    if (!first) throw new AppError('unavailable');
    return first;
  }

  /** @throws as `takeStill` does */
  async takeStills({
    roomId,
    participantId,
    ...wanted
  }: PayloadOf<NodeCommands['stills.take']>): Promise<ReplyOf<NodeCommands['stills.take']>> {
    const room = this.#rooms.get(roomId);
    const camera = [...(room?.peer(participantId)?.tracks.values() ?? [])].find(({ source }) => source === 'camera');
    if (!room?.recording || !camera) throw new AppError('not_found');
    const taken = await room.recording.takeStills({ ...wanted, trackId: camera.id });
    return { stills: taken.map(({ atMs, picture }) => ({ atMs, picture: picture.toString('base64') })) };
  }

  /** @throws AppError `not_found`: nobody there, no microphone that is on, or nothing is recorded; `unavailable`: no sound came */
  async takeSound({
    roomId,
    participantId,
    durationMs,
  }: PayloadOf<NodeCommands['sound.take']>): Promise<ReplyOf<NodeCommands['sound.take']>> {
    const room = this.#rooms.get(roomId);
    const microphone = [...(room?.peer(participantId)?.tracks.values() ?? [])].find(({ source }) => source === 'microphone');
    if (!room?.recording || !microphone) throw new AppError('not_found');
    const { atMs, pcm } = await room.recording.takeSound({ trackId: microphone.id, durationMs });
    return { atMs, pcm: pcm.toString('base64') };
  }

  /** @throws AppError `not_found`: there is no such room, or nothing of that camera is measured */
  latestPicture({ roomId, trackId }: PayloadOf<NodeCommands['picture.latest']>): ReplyOf<NodeCommands['picture.latest']> {
    const recording = this.#rooms.get(roomId)?.recording;
    if (!recording) throw new AppError('not_found');
    const latest = recording.latestPicture(trackId);
    return { atMs: latest.atMs, picture: picturePng(latest).toString('base64') };
  }

  /** @throws as `takeStill` does */
  async confirmPicture({ roomId, trackId }: PayloadOf<NodeCommands['picture.confirm']>): Promise<ReplyOf<NodeCommands['picture.confirm']>> {
    const recording = this.#rooms.get(roomId)?.recording;
    if (!recording) throw new AppError('not_found');
    return confirmPicture(recording, trackId);
  }

  /** Tells every peer that the node stops. Rooms stay in the ledger: the counter says whether they go on. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const rooms = this.all;
    await Promise.all(rooms.map((room) => room.stop()));
    this.#write();
    this.#rooms.clear();
  }

  async #open(plan: RoomPlan, left: LeftBehind): Promise<void> {
    const opening = Room.open(plan, { ...this.#options.deps, remember: () => this.#writeSoon() }, left);
    this.#opening.set(plan.roomId, opening);
    try {
      const room = await opening;
      this.#rooms.set(plan.roomId, room);
      void room.finished.then(() => this.#finished(room));
      this.#write();
    } finally {
      this.#opening.delete(plan.roomId);
    }
  }

  #forget(room: Room): void {
    this.#rooms.delete(room.id);
    this.#finishing.add(room);
    this.#write();
  }

  #finished(room: Room): void {
    if (this.#stopping) return;
    // A room can also end by itself, when it could not be rebuilt.
    if (this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
    this.#finishing.delete(room);
    this.#write();
  }

  #writeSoon(): void {
    this.#writeTimer ??= setTimeout(() => this.#write(), WRITE_WITHIN_MS);
  }

  #write(): void {
    if (this.#writeTimer) clearTimeout(this.#writeTimer);
    this.#writeTimer = null;
    const rooms = [...this.#rooms.values(), ...this.#finishing].filter((room) => room.plan.purpose === 'call');
    this.#options.ledger.write(rooms.map((room) => ({ plan: room.plan, left: room.leftBehind })));
  }
}
