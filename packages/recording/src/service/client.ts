import { EventEmitter } from 'node:events';
import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { AppError, recorderNotifications, recorderRequests, requester } from '@guichet/protocol';
import type {
  PayloadOf,
  RecordedLayer,
  RecordedTrack,
  RecordedTrackInput,
  RecorderNotifications,
  RecorderRequests,
  RecordingId,
  ReplyOf,
  TrackId,
  WrapKey,
} from '@guichet/protocol';
import type { z } from 'zod';
import { openTap } from '../taps/tap-connection.ts';
import type { OpenTap, TapListener, TapRequest } from '../taps/tap-connection.ts';
import { LineReader } from './lines.ts';
import { ServiceLine, encodeLine } from './wire.ts';

export type { OpenTap, TapListener, TapRequest };
export { superviseRecordingService } from './supervisor.ts';
export type { RecordingServiceOptions, SupervisedService } from './supervisor.ts';

const FIRST_RETRY_MS = 25;
const LAST_RETRY_MS = 500;
/** The status of all recordings is one line, about 1 KB for each; the service lets no more than this pile up for a connection. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

type NotificationEvents = { [Name in keyof RecorderNotifications]: [z.infer<RecorderNotifications[Name]>] };

export interface RecorderClientEvents extends NotificationEvents {
  /** Connected, and everything that should be open is open again. */
  connected: [];
  disconnected: [];
  /** After a restart of the service a recording could only be opened on another port: its transports have to be made anew. */
  portChanged: [{ readonly recordingId: RecordingId; readonly rtpPort: number }];
  /** A recording or a track could not be taken up again after the service had restarted. */
  lost: [{ readonly recordingId: RecordingId; readonly error: AppError }];
}

interface WantedTrack {
  track: RecordedTrack;
  paused: boolean;
}

interface WantedRecording {
  readonly open: PayloadOf<RecorderRequests['recorder.open']>;
  rtpPort: number | null;
  /** Null: nobody has asked for it. */
  paused: boolean | null;
  readonly tracks: Map<TrackId, WantedTrack>;
}

/**
 * The node's connection to the recording service. It holds what ought to be open, so that after a restart of the service (or of the
 * connection) all of it is said again before any new request goes out; callers notice nothing but `disconnected` and `connected`.
 * Requests wait for a connection until their deadline, then fail with `recorder_unreachable`.
 */
export class RecorderClient extends EventEmitter<RecorderClientEvents> {
  readonly #socketPath: string;
  readonly #wanted = new Map<RecordingId, WantedRecording>();
  readonly #answers = new Map<number, (reply: unknown) => void>();
  #socket: Socket | null = null;
  #ready = Promise.withResolvers<void>();
  #connected = false;
  #closed = false;
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;
  #retryTimer: NodeJS.Timeout | null = null;

  constructor(socketPath: string) {
    super();
    this.#socketPath = socketPath;
    this.#connect();
  }

  /** Whether the service is there and has been told everything. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Opens a recording; resolves with the UDP port (loopback) for all its RTP and RTCP, and with the ring that can take them instead. `disk_low` when there is no room. */
  async open(recordingId: RecordingId, wrapKey: WrapKey, wrapKeyId: string): Promise<ReplyOf<RecorderRequests['recorder.open']>> {
    const open = { recordingId, wrapKey, wrapKeyId };
    const reply = await this.#request('recorder.open', open);
    const known = this.#wanted.get(recordingId);
    this.#wanted.set(recordingId, { open, rtpPort: reply.rtpPort, paused: known?.paused ?? null, tracks: known?.tracks ?? new Map() });
    return reply;
  }

  async declareTrack(recordingId: RecordingId, track: RecordedTrackInput): Promise<void> {
    const parsed = recorderRequests['recorder.declareTrack'].payload.parse({ recordingId, track });
    // Remembered first: should the service restart in between, the track is declared to the next one.
    this.#wanted.get(recordingId)?.tracks.set(parsed.track.trackId, { track: parsed.track, paused: false });
    await this.#request('recorder.declareTrack', parsed);
  }

  async pauseTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    const wanted = this.#wanted.get(recordingId)?.tracks.get(trackId);
    if (wanted) wanted.paused = true;
    await this.#request('recorder.pauseTrack', { recordingId, trackId });
  }

  async resumeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    const wanted = this.#wanted.get(recordingId)?.tracks.get(trackId);
    if (wanted) wanted.paused = false;
    await this.#request('recorder.resumeTrack', { recordingId, trackId });
  }

  /** Writes nothing of the recording until it is resumed. */
  async pauseWriting(recordingId: RecordingId, paused: boolean): Promise<void> {
    const wanted = this.#wanted.get(recordingId);
    if (wanted) wanted.paused = paused;
    await this.#request('recorder.pauseWriting', { recordingId, paused });
  }

  async closeTrack(recordingId: RecordingId, trackId: TrackId): Promise<void> {
    this.#wanted.get(recordingId)?.tracks.delete(trackId);
    await this.#request('recorder.closeTrack', { recordingId, trackId });
  }

  async setLayer(recordingId: RecordingId, trackId: TrackId, layer: RecordedLayer | null): Promise<void> {
    const wanted = this.#wanted.get(recordingId)?.tracks.get(trackId);
    if (wanted) wanted.track = { ...wanted.track, layer };
    await this.#request('recorder.setLayer', { recordingId, trackId, layer });
  }

  /** Notes a technical fact in the journal, with the recorder's time. */
  async event(recordingId: RecordingId, type: string, data: PayloadOf<RecorderRequests['recorder.event']>['data']): Promise<void> {
    await this.#request('recorder.event', { recordingId, type, data });
  }

  async close(recordingId: RecordingId, reason: string): Promise<ReplyOf<RecorderRequests['recorder.close']>> {
    const reply = await this.#request('recorder.close', { recordingId, reason });
    this.#wanted.delete(recordingId);
    return reply;
  }

  status(): Promise<ReplyOf<RecorderRequests['recorder.status']>> {
    return this.#request('recorder.status', {});
  }

  /**
   * Decoded pictures or sound of a track, from what is written: `{ name: 'tap.stills', payload: { recordingId, trackId, everyMs } }`. The
   * tap ends with the service; whoever needs it opens it again after `connected`.
   */
  tap(request: TapRequest, listener: TapListener): Promise<OpenTap> {
    return openTap(this.#socketPath, request, listener);
  }

  /** Ends the connection, not the recordings. */
  disconnect(): void {
    this.#closed = true;
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.#socket?.destroy();
  }

  readonly #call = requester(recorderRequests, (request, payload, acknowledge) => {
    const id = this.#nextId++;
    this.#answers.set(id, acknowledge);
    this.#socket?.write(encodeLine({ id, request, payload }));
  });

  /** Every request can be repeated, so one that a restart of the service cut short is sent again until its deadline. */
  async #request<Name extends keyof RecorderRequests>(
    name: Name,
    payload: PayloadOf<RecorderRequests[Name]>,
  ): Promise<ReplyOf<RecorderRequests[Name]>> {
    const { promise: overdue, reject } = Promise.withResolvers<never>();
    const unreachable = new AppError('recorder_unreachable');
    const timer = setTimeout(() => reject(unreachable), recorderRequests[name].deadlineMs);
    const attempt = async (): Promise<ReplyOf<RecorderRequests[Name]>> => {
      await this.#ready.promise;
      try {
        return await this.#call(name, payload);
      } catch (error) {
        const cutShort = error instanceof AppError && error.code === 'recorder_unreachable' && !this.#closed;
        if (!cutShort) throw error;
        return attempt();
      }
    };
    try {
      return await Promise.race([attempt(), overdue]);
    } finally {
      clearTimeout(timer);
    }
  }

  #connect(): void {
    const socket = createConnection(this.#socketPath);
    this.#socket = socket;
    const reader = new LineReader(
      (value) => this.#line(value),
      () => socket.destroy(),
      MAX_ANSWER_BYTES,
    );
    socket.on('connect', () => void this.#sayAgain(socket));
    socket.on('data', (bytes: Buffer) => reader.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#lost());
  }

  #lost(): void {
    this.#socket = null;
    const unreachable = { ok: false, error: new AppError('recorder_unreachable').toWire() };
    for (const answer of this.#answers.values()) answer(unreachable);
    this.#answers.clear();
    if (this.#connected) {
      this.#connected = false;
      this.#ready = Promise.withResolvers();
      this.emit('disconnected');
    }
    if (this.#closed) return;
    this.#retryTimer = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
  }

  async #sayAgain(socket: Socket): Promise<void> {
    // The service tells its news to whoever has asked for something.
    await this.#call('recorder.status', {}).catch(() => undefined);
    for (const [recordingId, wanted] of this.#wanted) {
      try {
        await this.#reopen(recordingId, wanted);
      } catch (thrown) {
        if (this.#socket !== socket) return;
        const error = AppError.from(thrown);
        // Closed meanwhile (or its disk is gone): nothing of it can be asked for any more.
        if (!error.entry.retryable) this.#wanted.delete(recordingId);
        this.emit('lost', { recordingId, error });
      }
    }
    if (this.#socket !== socket) return;
    this.#retryMs = FIRST_RETRY_MS;
    this.#connected = true;
    this.#ready.resolve();
    this.emit('connected');
  }

  async #reopen(recordingId: RecordingId, wanted: WantedRecording): Promise<void> {
    const { rtpPort } = await this.#call('recorder.open', wanted.open);
    if (wanted.rtpPort !== rtpPort) {
      wanted.rtpPort = rtpPort;
      this.emit('portChanged', { recordingId, rtpPort });
    }
    if (wanted.paused !== null) await this.#call('recorder.pauseWriting', { recordingId, paused: wanted.paused });
    for (const [trackId, { track, paused }] of wanted.tracks) {
      await this.#call('recorder.declareTrack', { recordingId, track });
      await this.#call(paused ? 'recorder.pauseTrack' : 'recorder.resumeTrack', { recordingId, trackId });
    }
  }

  #line(value: unknown): void {
    const line = ServiceLine.safeParse(value);
    if (!line.success) return;
    if ('id' in line.data) {
      this.#answers.get(line.data.id)?.(line.data.reply);
      this.#answers.delete(line.data.id);
      return;
    }
    const { notification, message } = line.data;
    if (!Object.hasOwn(recorderNotifications, notification)) return;
    const name = notification as keyof RecorderNotifications;
    const parsed = recorderNotifications[name].safeParse(message);
    if (parsed.success) (this as EventEmitter).emit(name, parsed.data);
  }
}
