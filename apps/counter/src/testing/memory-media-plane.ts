import {
  AppError,
  newId,
  type NodeId,
  type NodeReport,
  type ParticipantId,
  type RecordingId,
  type RoomId,
  type RoomMeasures,
  type RoomPass,
  type TimedPictureMeasure,
} from '@guichet/protocol';
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
} from '../nodes/media-plane.ts';

interface MemoryRoom {
  readonly recordingId: RecordingId | null;
  readonly held: Set<ParticipantId>;
  paused: boolean;
  readonly present: Set<ParticipantId>;
}

/** A node without media: it keeps rooms as a real one does, and can be away, restart, be killed or refuse. */
export class MemoryNode {
  readonly nodeId: NodeId = newId('nod');
  readonly rooms = new Map<RoomId, MemoryRoom>();
  connected = true;
  /** Commands that came, in order. */
  readonly commands: string[] = [];
}

type ReportBody = NodeReport extends infer Report ? (Report extends unknown ? Omit<Report, 'at' | 'roomId'> : never) : never;

/** Media nodes in memory: what the business plane asks of the media plane is carried out on maps. */
export class MemoryMediaPlane implements MediaPlane {
  readonly nodes: MemoryNode[] = [new MemoryNode()];
  readonly passes: PassRequest[] = [];
  /** How many pictures were taken. */
  stills = 0;
  /** What the microphone hears; null: nothing comes of it. */
  microphone: Int16Array | null = null;
  /** What the camera shows. */
  camera: (number: number) => Buffer = (number) => Buffer.from(`picture ${number}`);
  /** What a keyframe of the recording shows. */
  recorded: TimedPictureMeasure | null = null;
  /** Awaited before a room opens: lets a test act in between. */
  beforeOpen: () => Promise<void> = () => Promise.resolve();
  /** Awaited when a room is open, before anybody learns of it. */
  afterOpen: () => Promise<void> = () => Promise.resolve();
  readonly #reports: ReportHandler[] = [];
  readonly #registered: RegisteredHandler[] = [];
  readonly #lost: LostHandler[] = [];
  readonly #measures: MeasuresHandler[] = [];

  get node(): MemoryNode {
    const [node] = this.nodes;
    if (node === undefined) throw new Error('No node');
    return node;
  }

  async openCallRoom({ recordingId }: { readonly recordingId: RecordingId }): Promise<RoomPlace> {
    return this.#open(recordingId);
  }

  async openCheckRoom(): Promise<RoomPlace> {
    return this.#open(null);
  }

  async ensureRoom(room: KeptRoom, nodeId: NodeId): Promise<void> {
    const node = this.#there(nodeId, 'room.ensure');
    if (!node.rooms.has(room.roomId)) node.rooms.set(room.roomId, emptyRoom(room.recordingId));
  }

  async mintPass(request: PassRequest): Promise<RoomPass> {
    this.passes.push(request);
    const { nodeId, roomId, participantId } = request;
    return { nodeId, roomId, participantId, signallingUrl: 'https://node.example/', token: 'token', iceServers: [] };
  }

  async closeRoom(nodeId: NodeId, roomId: RoomId): Promise<void> {
    this.#there(nodeId, 'room.close').rooms.delete(roomId);
  }

  async removePeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<void> {
    this.#there(nodeId, 'peer.remove').rooms.get(roomId)?.present.delete(participantId);
  }

  async holdPeer(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, held: boolean): Promise<void> {
    const room = this.#there(nodeId, 'peer.hold').rooms.get(roomId);
    if (room === undefined) throw new AppError('not_found');
    if (held) room.held.add(participantId);
    else room.held.delete(participantId);
  }

  async pauseRecording(nodeId: NodeId, roomId: RoomId, paused: boolean): Promise<void> {
    const room = this.#there(nodeId, 'recording.pause').rooms.get(roomId);
    if (room === undefined) throw new AppError('not_found');
    room.paused = paused;
  }

  async takeStill(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<TakenStill> {
    const room = this.#there(nodeId, 'still.take').rooms.get(roomId);
    if (room?.present.has(participantId) !== true) throw new AppError('not_found');
    this.stills += 1;
    return { atMs: Date.now(), jpeg: this.camera(this.stills) };
  }

  async takeStills(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId, { count }: WantedStills): Promise<TakenStill[]> {
    const taken: TakenStill[] = [];
    while (taken.length < count) taken.push(await this.takeStill(nodeId, roomId, participantId));
    return taken;
  }

  async takeSound(nodeId: NodeId, roomId: RoomId, participantId: ParticipantId): Promise<TakenSound> {
    const room = this.#there(nodeId, 'sound.take').rooms.get(roomId);
    if (room?.present.has(participantId) !== true) throw new AppError('not_found');
    if (this.microphone === null) throw new AppError('unavailable');
    return { atMs: Date.now(), pcm: this.microphone };
  }

  /** Small pictures are the camera's too. */
  async latestPicture(nodeId: NodeId, roomId: RoomId): Promise<SmallPicture> {
    if (!this.#there(nodeId, 'picture.latest').rooms.has(roomId)) throw new AppError('not_found');
    return { atMs: Date.now(), png: this.camera(this.stills) };
  }

  async confirmPicture(nodeId: NodeId, roomId: RoomId): Promise<ConfirmedPicture> {
    if (!this.#there(nodeId, 'picture.confirm').rooms.has(roomId)) throw new AppError('not_found');
    if (this.recorded === null) throw new AppError('unavailable');
    return { measure: this.recorded, png: this.camera(this.stills) };
  }

  isConnected(nodeId: NodeId): boolean {
    return this.nodes.some((node) => node.nodeId === nodeId && node.connected);
  }

  onReport(handler: ReportHandler): void {
    this.#reports.push(handler);
  }

  onNodeRegistered(handler: RegisteredHandler): void {
    this.#registered.push(handler);
  }

  onNodeLost(handler: LostHandler): void {
    this.#lost.push(handler);
  }

  onMeasures(handler: MeasuresHandler): void {
    this.#measures.push(handler);
  }

  /** What the node measured on tracks of a room. */
  measure(roomId: RoomId, tracks: RoomMeasures['tracks']): void {
    for (const handler of this.#measures) handler(this.node.nodeId, [{ roomId, tracks }]);
  }

  roomOf(roomId: string | null): MemoryRoom | undefined {
    return this.nodes.flatMap((node) => [...node.rooms]).find(([id]) => id === roomId)?.[1];
  }

  /** A node reports something of a room; the same id again is the same report. */
  async report(roomId: RoomId, body: ReportBody, reportId = newId('rpt')): Promise<void> {
    const node = this.nodes.find(({ rooms }) => rooms.has(roomId)) ?? this.node;
    const report = { ...body, at: Date.now(), roomId } as NodeReport;
    const room = node.rooms.get(roomId);
    if (report.type === 'peer.joined') room?.present.add(report.participantId);
    if (report.type === 'peer.left') room?.present.delete(report.participantId);
    await this.reportAs(node.nodeId, report, reportId);
  }

  /** Any node reports anything. */
  async reportAs(nodeId: NodeId, report: NodeReport, reportId = newId('rpt')): Promise<void> {
    for (const handler of this.#reports) await handler(nodeId, reportId, report);
  }

  lose(node: MemoryNode = this.node): void {
    node.connected = false;
    for (const handler of this.#lost) handler(node.nodeId);
  }

  /** The node comes back and says what it holds: all it held, or nothing when it forgot. */
  async register(node: MemoryNode = this.node, options: { readonly forgets?: boolean } = {}): Promise<void> {
    if (options.forgets === true) node.rooms.clear();
    const rooms: RegisteredRoom[] = [...node.rooms].map(([roomId, { recordingId, present }]) => ({
      roomId,
      recordingId,
      participants: [...present],
    }));
    node.connected = true;
    for (const handler of this.#registered) await handler(node.nodeId, rooms);
  }

  async #open(recordingId: RecordingId | null): Promise<RoomPlace> {
    await this.beforeOpen();
    const node = this.nodes.find(({ connected }) => connected);
    if (node === undefined) throw new AppError('no_node');
    const roomId = newId('rom');
    node.commands.push('room.open');
    node.rooms.set(roomId, emptyRoom(recordingId));
    await this.afterOpen();
    return { nodeId: node.nodeId, roomId };
  }

  #there(nodeId: NodeId, command: string): MemoryNode {
    const node = this.nodes.find((candidate) => candidate.nodeId === nodeId && candidate.connected);
    if (node === undefined) throw new AppError('node_unreachable');
    node.commands.push(command);
    return node;
  }
}

const emptyRoom = (recordingId: RecordingId | null): MemoryRoom => ({ recordingId, paused: false, held: new Set(), present: new Set() });
