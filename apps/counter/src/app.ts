import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AppError, type RouteName } from '@guichet/protocol';
import { unwrapWith } from '@guichet/recording';
import { shippedPackIds, shippedPacks } from '@guichet/rules';
import { Server } from 'socket.io';
import { ApiClients } from './api-clients/api-clients.ts';
import { ClientAdministration } from './api-clients/client-administration.ts';
import { clientHandlers } from './api-clients/client-handlers.ts';
import { ArchivedChunks } from './archive/archived-chunks.ts';
import { openArchive, openLanding } from './archive/open-archive.ts';
import { AuditedLooks } from './audit/audited-looks.ts';
import { auditedSessionLog } from './audit/audited-session-log.ts';
import { AuditTrail } from './audit/audit-trail.ts';
import { revealHandlers } from './audit/revealed-facts.ts';
import { bundleHandlers } from './bundles/bundle-handlers.ts';
import { Bundles } from './bundles/bundles.ts';
import { createBusinessPlane } from './business-plane.ts';
import { createCompositions } from './compositions/create-compositions.ts';
import { allowedOrigins, type Config } from './config.ts';
import type { Clock } from './database/clock.ts';
import { Database } from './database/database.ts';
import { documentHandlers } from './documents/document-handlers.ts';
import { loadSigners } from './documents/load-signers.ts';
import { SessionDocuments } from './documents/session-documents.ts';
import { figureHandlers } from './flows/figure-handlers.ts';
import { flowHandlers } from './flows/flow-handlers.ts';
import { FlowReplays } from './flows/flow-replays.ts';
import { judgeWhenFinished } from './flows/flow-rollouts.ts';
import { FlowVersions } from './flows/flow-versions.ts';
import { registerCallService } from './flows/services/call-service.ts';
import { registerDocumentServices } from './flows/services/document-services.ts';
import { registerCodeServices } from './flows/services/code-services.ts';
import { registerNotifyService } from './flows/services/notify-service.ts';
import { lockHandlers } from './flows/lock-handlers.ts';
import { positionHandlers } from './flows/position-handlers.ts';
import { replayRunHandlers } from './flows/replay-run-handlers.ts';
import { rolloutHandlers } from './flows/rollout-handlers.ts';
import { scenarioHandlers } from './flows/scenario-handlers.ts';
import { taskHandlers } from './flows/task-handlers.ts';
import { verifyOpenRuns } from './flows/verify-run.ts';
import { addBusinessMetrics } from './http/business-metrics.ts';
import { clientAddressOf } from './http/client-address.ts';
import { ClientRates } from './http/client-rates.ts';
import { createRegistry } from './http/health.ts';
import type { HttpHandlers } from './http/http-handlers.ts';
import { createHttpServer } from './http/server.ts';
import { catchUpInspections, inspectionJob, inspectWhenReady } from './inspection/inspection-job.ts';
import { timelineFindings } from './inspection/inspection-views.ts';
import { Inspector } from './inspection/inspector.ts';
import { createListener, openSpeech } from './inspection/listen/create-listener.ts';
import { createLooks, createPrompts } from './inspection/look/create-looks.ts';
import { BlockList } from './identity/block-list.ts';
import { blockListHandlers } from './identity/block-list-handlers.ts';
import { DocumentHashes } from './identity/document-hashes.ts';
import { createEngines } from './identity/create-engines.ts';
import { IdentityChecks } from './identity/identity-checks.ts';
import { identityHandlers } from './identity/identity-handlers.ts';
import { registerIdentityServices } from './identity/identity-services.ts';
import { SentStills } from './identity/sent-stills.ts';
import { ShownDocuments } from './identity/shown-documents.ts';
import { warmWhenNeeded } from './identity/warm-when-needed.ts';
import { createLiveChecks } from './live-checks/create-live-checks.ts';
import { keepHouse } from './jobs/housekeeping.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { loadDataKey } from './keys/data-key.ts';
import { MasterKeys } from './keys/master-keys.ts';
import type { Log } from './log.ts';
import { registerConsentTexts } from './consents/consent-texts.ts';
import { ConnectedNodes } from './nodes/connected-nodes.ts';
import { openControlNamespace } from './nodes/control-namespace.ts';
import { nodeHandlers } from './nodes/node-administration.ts';
import { NodeEnrolment } from './nodes/node-enrolment.ts';
import { NodeOrigins } from './nodes/node-origins.ts';
import { NodeRecords } from './nodes/node-records.ts';
import { ReportIntake } from './nodes/report-intake.ts';
import { RoomTokenKeys } from './nodes/room-token-keys.ts';
import { SfuMediaPlane } from './nodes/sfu-media-plane.ts';
import { OperationAdministration } from './operations/operation-administration.ts';
import { operationHandlers } from './operations/operation-handlers.ts';
import { createRetention } from './retention/create-retention.ts';
import { drawReview } from './review/draw-review.ts';
import { reviewHandlers } from './review/review-handlers.ts';
import { limitConnections } from './realtime/connection-limit.ts';
import { Realtime } from './realtime/realtime.ts';
import { muxJob } from './recordings/mux-job.ts';
import { RecordingFiles } from './recordings/recording-files.ts';
import { recordingHandlers } from './recordings/recording-handlers.ts';
import { loadRecordingKey } from './recordings/recording-key.ts';
import { RecordingReconciler } from './recordings/recording-reconciler.ts';
import { Recordings } from './recordings/recordings.ts';
import { RecordingWatchdog } from './recordings/recording-watchdog.ts';
import { ServiceAdministration } from './services/service-administration.ts';
import { serviceHandlers } from './services/service-handlers.ts';
import { ClearViews } from './replay/clear-views.ts';
import { createReplay } from './replay/create-replay.ts';
import { createSealing } from './sealing/create-sealing.ts';
import { createCore } from './sessions/create-core.ts';
import { LoginThrottle } from './staff/login-throttle.ts';
import { Passwords } from './staff/passwords.ts';
import { staffHandlers } from './staff/staff-handlers.ts';
import { StaffLogins } from './staff/staff-logins.ts';
import { teamHandlers } from './staff/team-handlers.ts';
import { Team } from './staff/team.ts';
import { WebhookDelivery } from './webhooks/webhook-delivery.ts';
import { WebhookOutbox } from './webhooks/webhook-outbox.ts';

/** A node's registration lists all its rooms; the namespaces of pages hold their messages to 64 KB themselves. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** A page or a node that is cut off without a word is missed after the two together. */
const PING_EVERY_MS = 5_000;
const PONG_WITHIN_MS = 5_000;
/** A connection that has joined no namespace by then is closed. */
const NAMESPACE_WITHIN_MS = 10_000;
/** Every night, UTC. */
const HOUSEKEEPING_AT = '17 19 * * *';

export interface Counter {
  /** Where browsers reach it. */
  readonly publicUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface CounterOptions {
  readonly log: Log;
  readonly clock?: Clock;
}

/** Wires the counter together and starts it. The only place that knows all of its parts. */
export async function startCounter(config: Config, { log, clock = Date.now }: CounterOptions): Promise<Counter> {
  const monotonicMs = (): number => performance.now();
  const [dataKey, recordingKey, tokenKeys, masterKeys, archive, landing] = await Promise.all([
    loadDataKey(config.keys.dataPath),
    loadRecordingKey(config.keys.recordingPath),
    RoomTokenKeys.load(config.keys.tokensPath, new Date(clock())),
    MasterKeys.load(config.keys.masterPath, clock()),
    openArchive(config.archive),
    openLanding(config.landing),
  ]);
  const database = new Database(config.databaseUrl);
  const jobs = new JobQueue({ databaseUrl: config.databaseUrl, log });
  const audit = new AuditTrail({ database, clock });
  const core = createCore({ database, dataKey, logger: log, clock });
  const outbox = new WebhookOutbox(jobs);
  core.log.onAppended((tx, event) => outbox.take(tx, event));
  core.flows.dispatchThrough((tx, effect) => jobs.enqueue(tx, 'flow.effect', effect, { key: `${effect.flowRunId}:${effect.key}` }));

  // Media nodes.
  const connected = new ConnectedNodes();
  const intake = new ReportIntake(log);
  const nodeOrigins = new NodeOrigins();
  const nodeRecords = new NodeRecords({ database, clock, log });
  const media = new SfuMediaPlane({
    log,
    connected,
    intake,
    tokenKeys,
    recordingKey,
    zone: config.zone,
    turn: config.turn,
    clock,
    measured: config.liveChecks,
  });

  // Recordings before calls: a call that is moved begins its next recording with what the node said of the last one already taken in.
  const recordings = new Recordings({ database, sessionLog: core.log, changes: core.changes, jobs, clock, log });
  media.onReport((nodeId, reportId, report) => recordings.take(nodeId, reportId, report));
  const watchdog = new RecordingWatchdog({ database, recordings, connected, monotonicMs, log });
  recordings.observe(watchdog);
  const reconciler = new RecordingReconciler({ database, recordings, connected, clock, log });

  let publicUrl = config.publicUrl;
  const plane = createBusinessPlane(core, {
    media,
    recordings,
    secure: config.secure,
    publicUrl: () => publicUrl ?? '',
    virtualAgentCommand: config.virtualAgentCommand,
  });

  const documents = new SessionDocuments(core, dataKey);
  const signers = await loadSigners(config.documents, clock);
  registerDocumentServices(plane.flowServices, core, { documents, templateFolders: config.documents.templateFolders, signers });
  registerConsentTexts(plane.flowServices, config.consentFolders);
  registerCallService(plane.flowServices, core, config.services);
  const identity = new IdentityChecks(core, dataKey);
  const engines = await createEngines(config.identity, log);
  const speech = await openSpeech(config.speech, log);
  const sentStills = new SentStills(core, identity);
  const documentHashes = new DocumentHashes(dataKey);
  const shown = new ShownDocuments(core, documentHashes);
  registerIdentityServices(plane.flowServices, core, {
    identity,
    shown,
    sentStills,
    media,
    engines: engines.engines,
    speech: speech.engine,
  });
  core.log.onAppended(warmWhenNeeded(core.flows.definitions, engines.engines));
  registerNotifyService(plane.flowServices, core, { dataKey });
  registerCodeServices(plane.flowServices, core, { dataKey });

  const packs = shippedPacks(config.rulePacks);
  const liveChecks = config.liveChecks ? createLiveChecks({ core, media, engines: engines.engines, identity, packs }) : null;
  core.flows.whenFinished(judgeWhenFinished(jobs));

  // Staff.
  const throttle = new LoginThrottle(database);
  const passwords = new Passwords();
  const logins = new StaffLogins({ database, audit, passwords, throttle, secure: config.secure, clock });
  const team = new Team({ core, audit, passwords, throttle, logins });
  const delivery = new WebhookDelivery({ database, dataKey, clock, log });
  const flowVersions = new FlowVersions({ database, audit, clock, definitions: core.flows.definitions, packs });
  const flowReplays = new FlowReplays({ core, audit, jobs });
  const clients = new ClientAdministration({ database, audit, dataKey, delivery, clock });

  const files = new RecordingFiles({
    mediaDir: join(config.dataDir, 'media'),
    store: new ArchivedChunks({ database, landing, archive, masterKeys }),
    unwrapKey: unwrapWith({ ...recordingKey.privateKey }),
  });
  recordings.observe(files.followed);
  const looks = createLooks({ core, packs, files, identity, engines: config.identity, log });
  const prompts = createPrompts({ command: config.virtualAgentCommand, files, log });
  const listener = createListener(speech.engine, files, log);
  const inspector = new Inspector({ core, documents, packs, looks, prompts, identity, listener });
  inspector.onInspected(drawReview(core));
  core.log.onAppended(inspectWhenReady(jobs));
  const kept = createRetention({
    ...{ core, audit, jobs, landing, archive, masterKeys, log },
    keepLandedMs: config.archive.keepLandedMs,
    madeFolders: ['media', 'replay', 'composites'].map((name) => join(config.dataDir, name)),
    packagesFolder: join(config.dataDir, 'packages'),
    seal: signers.bank_seal,
  });
  const replay = createReplay({
    core,
    audit,
    jobs,
    files,
    dataKey,
    folder: join(config.dataDir, 'replay'),
    findingsOf: timelineFindings,
    // Of all that ship: what was found by another pack once is still read.
    ruleTitles: () => new Map(shippedPacks(shippedPackIds()).flatMap(({ rules }) => rules.map(({ id, title }) => [id, title]))),
    log,
  });
  const clear = new ClearViews({ database, clock });
  const sealing = await createSealing({
    settings: config.sealing,
    core,
    audit,
    jobs,
    files,
    recordings,
    documents,
    identity,
    dataKey,
    packs,
    retention: kept.retention,
    dataDir: config.dataDir,
  });
  const compositions = createCompositions({
    ...{ audit, jobs, files, recordings, log },
    timeline: replay.timeline,
    folder: join(config.dataDir, 'composites'),
  });
  const handlers: HttpHandlers<RouteName> = {
    ...plane.routes,
    ...auditedSessionLog(plane.routes['sessions.events'], new AuditedLooks(audit, clock)),
    ...staffHandlers(core, logins),
    ...teamHandlers(team),
    ...serviceHandlers(new ServiceAdministration({ core, audit, flows: flowVersions })),
    ...clientHandlers(clients),
    ...operationHandlers(new OperationAdministration({ database, audit, settings: config.services })),
    ...revealHandlers(core, audit),
    ...flowHandlers({ core, versions: flowVersions }),
    ...bundleHandlers(new Bundles({ database, audit, clock, definitions: core.flows.definitions })),
    ...lockHandlers(flowVersions.locks),
    ...rolloutHandlers(core, flowVersions.rollouts),
    ...figureHandlers(core),
    ...scenarioHandlers(flowVersions.scenarios),
    ...positionHandlers(core),
    ...replayRunHandlers(flowReplays),
    ...taskHandlers({ core, looks: new AuditedLooks(audit, clock) }),
    ...documentHandlers({ documents, core, clear, looks: new AuditedLooks(audit, clock) }),
    ...identityHandlers({ identity, sentStills, core, clear, looks: new AuditedLooks(audit, clock) }),
    ...blockListHandlers(new BlockList({ database, audit, hashes: documentHashes, clock })),
    ...reviewHandlers({ core, audit, opening: plane.opening, publicUrl: () => publicUrl ?? '' }),
    ...nodeHandlers({ database, audit, connected, origins: nodeOrigins }),
    ...recordingHandlers({ core, audit, files, recordings, pictures: replay.pictures, unmaskings: replay.unmaskings }),
    ...replay.handlers,
    ...kept.handlers,
    ...compositions.handlers,
    ...sealing.handlers,
  };

  // Edges.
  const origins = new Set<string>();
  const rates = new ClientRates(monotonicMs);
  const registry = createRegistry();
  addBusinessMetrics({ registry, database, connected });
  kept.addMetrics(registry);
  engines.addMetrics(registry);
  const server = await createHttpServer({
    log,
    tls: config.tls,
    trustedProxies: config.trustedProxies,
    routes: {
      handlers,
      identities: { staff: logins, devices: plane.devices, guests: plane.guestCookies, apiClients: new ApiClients(database) },
      rates,
      allowedOrigins: () => origins,
      secure: config.secure,
    },
    health: {
      registry,
      metricsPublic: config.metricsPublic,
      readiness: [
        { name: 'database', check: async () => void (await database.read((prisma) => prisma.$queryRaw`select 1`)) },
        { name: 'jobs', check: () => jobs.check() },
      ],
    },
    headers: {
      secure: config.secure,
      mediaSources: () => (config.mediaSources.length === 0 ? nodeOrigins.all() : config.mediaSources),
    },
    web: config.web,
  });
  const io = new Server(server.server, {
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PONG_WITHIN_MS,
    connectTimeout: NAMESPACE_WITHIN_MS,
    allowRequest: limitConnections({ rates, addressOf: clientAddressOf(config.trustedProxies) }),
  });
  // Nobody has business there: whoever connects says in which of the namespaces.
  io.use((_socket, next) => next(new AppError('unknown_request')));
  const realtime = new Realtime({ io, core, plane, heads: sealing.heads, staffIdentity: logins, origins });
  openControlNamespace(io, {
    log,
    connected,
    intake,
    tokenKeys,
    monotonicMs,
    enrolment: new NodeEnrolment({ database, audit, enrolledKeyPath: config.nodeEnrolKeyPath, clock }),
    onRegistered: (nodeId, rooms) => {
      nodeOrigins.add(nodeId, connected.get(nodeId).facts.signallingUrl);
      media.nodeRegistered(nodeId, rooms);
    },
    onMeasures: (nodeId, rooms) => media.nodeMeasured(nodeId, rooms),
    onLoad: (nodeId, load) => nodeRecords.noteLoad(nodeId, load),
    onLost: (nodeId) => {
      nodeRecords.noteLost(nodeId);
      media.nodeLost(nodeId);
    },
  });

  // Everything that runs by itself, before anybody can ask for anything.
  await jobs.start();
  await nodeRecords.start();
  await nodeOrigins.load(database);
  await watchdog.start();
  await jobs.work('recording.mux', muxJob({ database, recordings, files, clock, log }));
  await replay.start();
  await kept.start();
  await compositions.start();
  await sealing.start();
  await jobs.work('recording.inspect', inspectionJob(inspector));
  await jobs.work('flow.judge', async ({ rolloutId }) => void (await flowVersions.rollouts.judge(rolloutId)));
  await jobs.work('flow.replay', ({ replayId }, run) => flowReplays.run(replayId, run));
  await jobs.work('flow.effect', (effect, run) => plane.flowEffects.run(effect, run.signal));
  await jobs.work('webhook.deliver', (data, run) => delivery.deliver(data, run));
  await jobs.work('housekeeping', () => keepHouse({ database, logins, throttle, tokenKeys, connected, clock, log }));
  await jobs.schedule('housekeeping', HOUSEKEEPING_AT);
  plane.sweeper.start();
  catchUpInspections(core, inspector, jobs).catch((error: unknown) =>
    log.warn({ err: error }, 'recordings are left that nobody inspected'),
  );
  const stopping = new AbortController();
  verifyOpenRuns(core, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.warn({ err: error }, 'open flows could not be held against their logs');
  });
  await plane.virtualAgents.start();
  reconciler.start();

  await server.listen({ host: config.host, port: config.port });
  const { port } = server.server.address() as AddressInfo;
  publicUrl ??= `${config.tls === null ? 'http' : 'https'}://localhost:${port}`;
  for (const origin of allowedOrigins({ ...config, publicUrl }, port)) origins.add(origin);
  log.info({ port, secure: config.secure }, 'counter started');

  return {
    publicUrl,
    port,
    close: async () => {
      stopping.abort();
      reconciler.stop();
      liveChecks?.stop();
      sealing.stop();
      watchdog.stop();
      // What they are saying is not waited for.
      plane.virtualAgents.close();
      await plane.sweeper.stop();
      realtime.close();
      // Ends the sockets and then the server beneath them.
      await io.close();
      await server.close();
      await jobs.stop();
      engines.close();
      speech.close();
      await files.followed.stop();
      await database.close();
      log.info('counter stopped');
    },
  };
}
