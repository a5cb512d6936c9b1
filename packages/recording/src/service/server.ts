import { once } from 'node:events';
import { chmodSync, unlinkSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { Dispatcher, recorderRequests, recorderTaps } from '@guichet/protocol';
import type { Handlers, RecorderNotifications, RecorderRequests, RecorderTaps } from '@guichet/protocol';
import type { Logger } from 'pino';
import { LineReader } from './lines.ts';
import type { Lull } from './lull.ts';
import type { Notify } from './open-recording.ts';
import type { Recorder } from './recorder.ts';
import { encodeTapFrame } from '../taps/tap-frame.ts';
import type { SendTapFrame } from '../taps/tap-hub.ts';
import type { Tap } from '../taps/tap.ts';
import { RequestLine, encodeLine } from './wire.ts';

/** A connection that doesn't read is cut: notifications must not pile up in memory. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;
const PROBE_MS = 500;
/** What is said once and must not be missed: gaps, and links of the chain of chunks. */
const FACTS = new Set<string>([
  'recording.chunk_closed',
  'recording.gap_noted',
  'recording.closed',
] satisfies (keyof RecorderNotifications)[]);
const MAX_UNHEARD = 10_000;
/** What is asked every few seconds as long as the service lives: answered in its turn, or nothing would ever rest for long. */
const UNHURRIED = new Set<string>(['recorder.status'] satisfies (keyof RecorderRequests)[]);

interface SocketServerOptions {
  readonly path: string;
  readonly log: Logger;
  readonly lull: Lull;
}

/** The service's edge: a Unix domain socket that its owner alone can open. */
export class SocketServer {
  readonly #options: SocketServerOptions;
  readonly #server: Server;
  /** Those that have asked for something: they hear the notifications. */
  readonly #connections = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  readonly #startedAtMs = Date.now();
  /** Facts that nobody was there to hear, for whoever connects first: after a restart the node is still on its way back. */
  readonly #unheard: string[] = [];
  readonly #ready = Promise.withResolvers<Recorder>();

  constructor(options: SocketServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get attended(): boolean {
    return this.#connections.size > 0;
  }

  /**
   * Rejects when another service answers on the path; a dead one's socket file is replaced. Called before anything touches the
   * journals: who has the path has them too.
   */
  async listen(): Promise<void> {
    const { path } = this.#options;
    if (await answers(path)) throw new Error(`Another recording service is listening on ${path}`);
    try {
      unlinkSync(path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    }
    // The mode has to be right from the first moment, so by the mask and not only by chmod.
    const previousMask = process.umask(0o177);
    try {
      this.#server.listen(path);
      await once(this.#server, 'listening');
    } finally {
      process.umask(previousMask);
    }
    chmodSync(path, 0o600);
  }

  /** Requests that have come so far, and all that follow, go to this recorder. */
  serve(recorder: Recorder): void {
    this.#ready.resolve(recorder);
  }

  readonly notify: Notify = (notification, message) => {
    if (this.#connections.size === 0 && !FACTS.has(notification)) return;
    const line = encodeLine({ notification, message });
    if (this.#connections.size === 0 && this.#unheard.length < MAX_UNHEARD) this.#unheard.push(line);
    for (const socket of this.#connections) this.#write(socket, line);
  };

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    const dispatcher = this.#ready.promise.then(
      (recorder) =>
        new Dispatcher<RecorderRequests, null>({
          table: recorderRequests,
          handlers: this.#handlers(recorder),
          // Whoever can open the socket is the node: see the mode of its file.
          rolesOf: () => ['node'],
          now: () => performance.now(),
          onFault: (request, err) => this.#options.log.warn({ err, request }, 'request failed'),
        }),
    );
    const reader = new LineReader(
      (value) => {
        const line = RequestLine.safeParse(value);
        if (!line.success) return void socket.destroy();
        const { id, request, payload } = line.data;
        if (Object.hasOwn(recorderTaps, request)) {
          reader.stop();
          return void this.#becomeTap(socket, line.data);
        }
        if (!UNHURRIED.has(request)) this.#options.lull.requestCame();
        this.#listensFromHereOn(socket);
        void dispatcher
          .then((ready) => ready.dispatch(request, payload, null))
          .then((reply) => this.#write(socket, encodeLine({ id, reply })));
      },
      () => socket.destroy(),
    );
    this.#sockets.add(socket);
    socket.on('data', (bytes: Buffer) => reader.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(socket);
    });
  }

  /** Only who asks for something is a node; who merely looks whether somebody answers must not take its news. */
  #listensFromHereOn(socket: Socket): void {
    if (this.#connections.has(socket)) return;
    this.#connections.add(socket);
    for (const line of this.#unheard.splice(0)) this.#write(socket, line);
  }

  /** The connection belongs to the tap from here on: it hears no notifications, and what it says is not listened to. */
  async #becomeTap(socket: Socket, { id, request, payload }: RequestLine): Promise<void> {
    this.#connections.delete(socket);
    socket.removeAllListeners('data');
    socket.resume();
    const recorder = await this.#ready.promise;
    const send: SendTapFrame = (head, bytes) => {
      // A listener that does not keep up misses frames; it is not waited for.
      if (socket.destroyed || (socket.writableLength > MAX_UNREAD_BYTES && head.type !== 'end')) return;
      socket.write(encodeTapFrame(head, bytes));
      if (head.type === 'end') socket.end();
    };
    const keep = (tap: Tap): Record<string, never> => {
      socket.on('close', () => tap.abandon());
      return {};
    };
    const dispatcher = new Dispatcher<RecorderTaps, null>({
      table: recorderTaps,
      handlers: {
        'tap.stills': (tap) => keep(recorder.taps.openStills(recorder.recording(tap.recordingId), tap, send)),
        'tap.sound': (tap) => keep(recorder.taps.openSound(recorder.recording(tap.recordingId), tap, send)),
        'tap.pcm': (tap) => keep(recorder.taps.openPcm(recorder.recording(tap.recordingId), tap, send)),
      },
      rolesOf: () => ['node'],
      now: () => performance.now(),
      onFault: (name, err) => this.#options.log.warn({ err, request: name }, 'request failed'),
    });
    const reply = await dispatcher.dispatch(request, payload, null);
    this.#write(socket, encodeLine({ id, reply }));
    if (!reply.ok) socket.end();
  }

  /** What is said in one turn (of every recording how it is doing) goes out in one piece. */
  #write(socket: Socket, line: string): void {
    if (socket.destroyed) return;
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(line);
    if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
  }

  #handlers(recorder: Recorder): Handlers<RecorderRequests, null> {
    return {
      'recorder.open': (payload) => recorder.open(payload),
      'recorder.declareTrack': ({ recordingId, track }) => {
        recorder.recording(recordingId).declareTrack(track);
        return {};
      },
      'recorder.pauseTrack': ({ recordingId, trackId }) => {
        recorder.recording(recordingId).pauseTrack(trackId, true);
        return {};
      },
      'recorder.resumeTrack': ({ recordingId, trackId }) => {
        recorder.recording(recordingId).pauseTrack(trackId, false);
        return {};
      },
      'recorder.pauseWriting': ({ recordingId, paused }) => {
        recorder.recording(recordingId).pauseWriting(paused);
        return {};
      },
      'recorder.closeTrack': ({ recordingId, trackId }) => {
        recorder.recording(recordingId).closeTrack(trackId);
        recorder.taps.endTrack(recordingId, trackId);
        return {};
      },
      'recorder.setLayer': ({ recordingId, trackId, layer }) => {
        recorder.recording(recordingId).setLayer(trackId, layer);
        return {};
      },
      'recorder.event': ({ recordingId, type, data }) => {
        recorder.recording(recordingId).event({ type: 'node.noted', name: type, data });
        return {};
      },
      'recorder.close': ({ recordingId, reason }) => recorder.close(recordingId, reason),
      'recorder.status': () => recorder.status(this.#startedAtMs),
    };
  }
}

/** Whether somebody accepts connections on the path. */
async function answers(path: string): Promise<boolean> {
  const socket = createConnection(path);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PROBE_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
