import {
  AppError,
  newId,
  type NodeId,
  type ParticipantId,
  type RecordingId,
  type RoomId,
  type RoomMeasures,
  type RoomPass,
  type RoomPlan,
  type TrackId,
} from '@guichet/protocol';
import type { Clock } from '../database/clock.ts';
import type { Log } from '../log.ts';
import type { RecordingKey } from '../recordings/recording-key.ts';
import type { ConnectedNode, ConnectedNodes } from './connected-nodes.ts';
import { iceServersFor, type TurnConfig } from './ice-servers.ts';
import type {
  ConfirmedPicture,
  KeptRoom,
  LostHandler,
  MeasuresHandler,
  MediaPlane,
  PassRequest,
  RegisteredHandler,
  RegisteredRoom,
  ReportHandler,
  RoomPlace,
  SmallPicture,
  TakenSound,
  TakenStill,
  WantedStills,
} from './media-plane.ts';
import { placementOrder } from './placement.ts';
import type { ReportIntake } from './report-intake.ts';
import type { RoomTokenKeys } from './room-token-keys.ts';
import { mintRoomToken } from './room-tokens.ts';

/** Customer, agent, the colleague of a hand-over, a supervisor, and as many guests. */
const CALL_PEERS = 6;
const CHECK_PEERS = 1;
/** What a camera sends at its best: the small print of an identity card can be read. */
const STILL_HEIGHT_PX = 720;

interface SfuMediaPlaneOptions {
  readonly log: Log;
  readonly connected: ConnectedNodes;
  readonly intake: ReportIntake;
  readonly tokenKeys: RoomTokenKeys;
  readonly recordingKey: RecordingKey;
  readonly zone: string;
  readonly turn: TurnConfig;
  readonly clock: Clock;
  /** Nodes measure what they record and tell of it. */
  readonly measured: boolean;
}

/** The media plane over the control connections of its nodes. */
export class SfuMediaPlane implements MediaPlane {
  readonly #options: SfuMediaPlaneOptions;
  readonly #registeredHandlers: RegisteredHandler[] = [];
  readonly #lostHandlers: LostHandler[] = [];
  readonly #measuresHandlers: MeasuresHandler[] = [];

  constructor(options: SfuMediaPlaneOptions) {
    this.#options = options;
  }

  openCallRoom({ recordingId }: { readonly recordingId: RecordingId }): Promise<RoomPlace> {
    return this.#openSomewhere({ roomId: newId('rom'), purpose: 'call', recordingId });
  }

  openCheckRoom(): Promise<RoomPlace> {
    return this.#openSomewhere({ roomId: newId('rom'), purpose: 'check', recordingId: null });
  }

  async ensureRoom(room: KeptRoom, nodeId: NodeId): Promise<void> {
    await this.#options.connected.get(nodeId).command('room.open', this.#planOf(room));
  }

  async mintPass(request: PassRequest): Promise<RoomPass> {
    const { connected, tokenKeys, turn, clock } = this.#options;
    const now = new Date(clock());
    const { signallingUrl } = connected.get(request.nodeId).facts;
    const { roomId, nodeId, participantId } = request;
    return {
      roomId,
      nodeId,
      participantId,
      signallingUrl,
      token: await mintRoomToken(request, tokenKeys, now),
      iceServers: iceServersFor(participantId, turn, now),
    };
  }

  async closeRoom(nodeId: NodeId, roomId: RoomId, reason: string): Promise<void> {
    await this.#options.connected.get(nodeId).command('room.close', { roomId, reason });
  }

  async removePeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<void> {
    await this.#options.connected.get(nodeId).command('peer.remove', { roomId, participantId });
  }

  async holdPeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, held: boolean): Promise<void> {
    await this.#options.connected.get(nodeId).command('peer.hold', { roomId, participantId, held });
  }

  async pauseRecording(nodeId: NodeId, roomId: RoomId, paused: boolean): Promise<void> {
    await this.#options.connected.get(nodeId).command('recording.pause', { roomId, paused });
  }

  async takeStill(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<TakenStill> {
    const node = this.#options.connected.get(nodeId);
    const { atMs, picture } = await node.command('still.take', { roomId, participantId, heightPx: STILL_HEIGHT_PX });
    return { atMs, jpeg: Buffer.from(picture, 'base64') };
  }

  async takeStills(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, wanted: WantedStills): Promise<readonly TakenStill[]> {
    const node = this.#options.connected.get(nodeId);
    const { stills } = await node.command('stills.take', { roomId, participantId, ...wanted });
    return stills.map(({ atMs, picture }) => ({ atMs, jpeg: Buffer.from(picture, 'base64') }));
  }

  async takeSound(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, durationMs: number): Promise<TakenSound> {
    const { atMs, pcm } = await this.#options.connected.get(nodeId).command('sound.take', { roomId, participantId, durationMs });
    return { atMs, pcm: samplesOf(Buffer.from(pcm, 'base64')) };
  }

  async latestPicture(nodeId: NodeId, roomId: RoomId, trackId: TrackId): Promise<SmallPicture> {
    const { atMs, picture } = await this.#options.connected.get(nodeId).command('picture.latest', { roomId, trackId });
    return { atMs, png: Buffer.from(picture, 'base64') };
  }

  async confirmPicture(nodeId: NodeId, roomId: RoomId, trackId: TrackId): Promise<ConfirmedPicture> {
    const { measure, picture } = await this.#options.connected.get(nodeId).command('picture.confirm', { roomId, trackId });
    return { measure, png: Buffer.from(picture, 'base64') };
  }

  isConnected(nodeId: NodeId): boolean {
    return this.#options.connected.find(nodeId) !== null;
  }

  onReport(handler: ReportHandler): void {
    this.#options.intake.addHandler(handler);
  }

  onMeasures(handler: MeasuresHandler): void {
    this.#measuresHandlers.push(handler);
  }

  onNodeRegistered(handler: RegisteredHandler): void {
    this.#registeredHandlers.push(handler);
  }

  onNodeLost(handler: LostHandler): void {
    this.#lostHandlers.push(handler);
  }

  /** Called by the control namespace. */
  nodeRegistered(nodeId: NodeId, rooms: readonly RegisteredRoom[]): void {
    for (const handler of this.#registeredHandlers) {
      handler(nodeId, rooms).catch((error: unknown) =>
        this.#options.log.error({ nodeId, err: error }, 'agreeing with a registered node failed'),
      );
    }
  }

  /** Called by the control namespace. */
  nodeMeasured(nodeId: NodeId, rooms: readonly RoomMeasures[]): void {
    for (const handler of this.#measuresHandlers) handler(nodeId, rooms);
  }

  /** Called by the control namespace. */
  nodeLost(nodeId: NodeId): void {
    for (const handler of this.#lostHandlers) handler(nodeId);
  }

  /** Asks the best node, then the next best: one that cannot (its disk is full, its recorder is away) is no reason to turn a customer away. */
  async #openSomewhere(room: KeptRoom): Promise<RoomPlace> {
    const { connected, zone, log } = this.#options;
    const plan = this.#planOf(room);
    let refusal = new AppError('no_node');
    for (const node of placementOrder(connected.all(), zone)) {
      try {
        await this.#open(node, plan);
        return { nodeId: node.nodeId, roomId: room.roomId };
      } catch (error) {
        refusal = AppError.from(error);
        log.warn({ nodeId: node.nodeId, roomId: room.roomId, code: refusal.code }, 'node did not open a room');
      }
    }
    throw refusal;
  }

  async #open(node: ConnectedNode, plan: RoomPlan): Promise<void> {
    node.noteOpening();
    try {
      await node.command('room.open', plan);
    } catch (error) {
      // It may have opened the room and the answer was lost: a room that nobody knows of must not stay.
      node.command('room.close', { roomId: plan.roomId, reason: 'not_opened' }).catch(() => undefined);
      throw error;
    }
  }

  #planOf({ roomId, purpose, recordingId }: KeptRoom): RoomPlan {
    const { recordingKey, measured } = this.#options;
    const { publicKey, keyId: wrapKeyId } = recordingKey;
    const recording = recordingId === null ? null : { recordingId, wrapKey: { ...publicKey }, wrapKeyId, measured };
    return { roomId, purpose, maxPeers: purpose === 'call' ? CALL_PEERS : CHECK_PEERS, recording };
  }
}

/** Signed 16-bit little-endian. */
function samplesOf(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = bytes.readInt16LE(index * 2);
  return samples;
}
