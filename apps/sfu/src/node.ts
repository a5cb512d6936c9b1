import { readFileSync } from 'node:fs';
import { setLogEventListeners } from 'mediasoup';
import type { Logger } from 'pino';
import { CounterLink } from './control/counter-link.ts';
import { commandHandlers } from './control/commands.ts';
import { NodeIdentity } from './control/node-identity.ts';
import { ReportFile } from './control/report-file.ts';
import type { SfuConfig } from './config.ts';
import { Metrics } from './http/metrics.ts';
import { operatorRoutes } from './http/operator-routes.ts';
import { sendMeasures } from './measures/measure-sender.ts';
import { NO_RECORDER, type Recorder } from './media/recorder.ts';
import { RecorderLink } from './media/recorder-link.ts';
import { RoomLedger } from './media/room-ledger.ts';
import { RoomRegistry } from './media/room-registry.ts';
import { WorkerPool } from './media/worker-pool.ts';
import { RoomTokenVerifier } from './signalling/room-token-verifier.ts';
import { SignallingServer } from './signalling/server.ts';

const DRAIN_WITHIN_MS = 2_000;
/** Two ranges of local ports for recordings; the one without the workers' media ports is taken, so that a dead worker's port stays free for its successor. */
const TAP_PORTS_HIGH = { min: 35_000, max: 59_999 };
const TAP_PORTS_LOW = { min: 10_000, max: 34_999 };

export interface SfuNode {
  /** Port of signalling and of the operator's routes. */
  readonly port: number;
  readonly thumbprint: string;
  /** Process ids of the media workers. */
  readonly workerPids: readonly number[];
  stop(): Promise<void>;
}

export interface SfuNodeOptions {
  readonly config: SfuConfig;
  readonly workerBinary: string;
  readonly log: Logger;
  /** Instead of the service at `config.recordingSocket`. */
  readonly recorder?: Recorder;
}

/** Wires a media node together and starts it. The only place that knows all of its parts. */
export async function startNode({ config, workerBinary, log, recorder: givenRecorder }: SfuNodeOptions): Promise<SfuNode> {
  // What the workers complain of may name a browser's address.
  setLogEventListeners({ onerror: (namespace, text) => log.error({ namespace, pii: { text } }, 'media worker complains') });
  const identity = await NodeIdentity.load(config.nodeKeyFile);
  const recorder = givenRecorder ?? (config.recordingSocket === null ? NO_RECORDER : new RecorderLink(config.recordingSocket, log));
  const { mediaPort, workers: count, announcedAddresses } = config;
  const pool = await WorkerPool.start({ count, binary: workerBinary, mediaPort, announcedAddresses, log });
  const tokens = new RoomTokenVerifier();
  const rooms = new RoomRegistry({
    deps: {
      pool,
      recorder,
      graceMs: config.graceMs,
      log,
      report: (report) => counter.report(report),
      tapPorts: mediaPort + count > TAP_PORTS_HIGH.min ? TAP_PORTS_LOW : TAP_PORTS_HIGH,
    },
    capacityRooms: config.capacityRooms,
    ledger: new RoomLedger(config.roomsFile, log),
  });

  const counter: CounterLink = new CounterLink({
    url: config.counterUrl,
    identity,
    describe: () => ({
      zone: config.zone,
      announcedAddresses: [...announcedAddresses],
      signallingUrl: config.signallingUrl,
      capacityRooms: config.capacityRooms,
      version: VERSION,
      rooms: rooms.all.map((room) => ({
        roomId: room.id,
        recordingId: room.plan.recording?.recordingId ?? null,
        participants: room.peers.map((peer) => peer.participantId),
      })),
    }),
    load: () => ({
      rooms: rooms.all.length,
      peers: rooms.peerCount,
      busiestWorkerRatio: pool.busiestRatio,
      freeDiskBytes: recorder.freeDiskBytes,
    }),
    commands: commandHandlers(rooms),
    reportFile: new ReportFile(config.reportsFile, log),
    log,
  });
  counter.on('registered', (registered) => {
    tokens.trust(registered);
    // While the node was away the counter could vouch for no recording and said so to both parties: it hears at once how each one stands.
    for (const room of rooms.all) room.recording?.reportState();
  });

  const metrics: Metrics = new Metrics(() => ({
    rooms: rooms.all.length,
    peers: rooms.peerCount,
    sockets: signalling.sockets,
    workers: pool.workers.length,
    busiestWorkerRatio: pool.busiestRatio,
    waitingReports: counter.waitingReports,
    counterConnected: counter.connected,
    recorderConnected: recorder.connected,
    recordings: countBy(rooms.all.flatMap((room) => room.recording?.state.status ?? [])),
  }));
  pool.on('restarted', () => metrics.countWorkerRestart());

  const readiness = () => {
    const checks = {
      workers: pool.workers.length === pool.wanted,
      // Once registered the node knows whose tokens to believe; that the counter is away for a moment keeps nobody out.
      registered: counter.everRegistered,
      counter: counter.connected,
      recorder: recorder.connected,
    };
    return { ready: checks.workers && checks.registered, checks };
  };
  await rooms.restore();
  const signalling: SignallingServer = await SignallingServer.start({
    host: config.host,
    port: config.port,
    tls: config.tls,
    connectRate: config.connectRate,
    trustedProxies: config.trustedProxies,
    operatorRoutes: operatorRoutes({ readiness, metrics, trustedProxies: config.trustedProxies }),
    rooms,
    tokens,
    metrics,
    log,
  });
  const stopMeasuring = sendMeasures(
    () => rooms.all,
    (measured) => counter.measure(measured),
  );
  counter.connect();
  log.info({ port: signalling.port, thumbprint: identity.thumbprint, workers: count, version: VERSION }, 'media node started');

  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    stopMeasuring();
    await rooms.stop();
    await signalling.close();
    await counter.drain(DRAIN_WITHIN_MS);
    counter.close();
    recorder.disconnect();
    pool.close();
    log.info('media node stopped');
  };
  return {
    port: signalling.port,
    thumbprint: identity.thumbprint,
    get workerPids() {
      return pool.workers.map((worker) => worker.pid);
    },
    stop: () => (stopping ??= stop()),
  };
}

const VERSION = String((JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version);

function countBy(values: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
}
