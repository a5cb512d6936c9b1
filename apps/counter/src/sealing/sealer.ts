import type { KeyObject } from 'node:crypto';
import { sha256Hex } from '@guichet/evidence';
import {
  completeManifest,
  FileKind,
  type Manifest,
  manifestBytes,
  type ManifestFile,
  type Seal as SignedManifest,
  sealManifest,
} from '@guichet/evidence/sealing';
import { AppError, type SealId, type SessionId } from '@guichet/protocol';
import type { RulePack } from '@guichet/rules';
import packageJson from '../../package.json' with { type: 'json' };
import type { Tx } from '../database/database.ts';
import type { SessionDocuments } from '../documents/session-documents.ts';
import type { JobHandler, JobQueue } from '../jobs/job-queue.ts';
import { sealSecret } from '../keys/sealed-secret.ts';
import { checksumsOf } from '../recordings/journal-contents.ts';
import type { RecordingFiles } from '../recordings/recording-files.ts';
import type { Retention } from '../retention/retention.ts';
import type { Core } from '../sessions/core.ts';
import { lockSession } from '../sessions/session-row.ts';
import { composites } from './composites.ts';
import type { HeadSigner } from './head-signer.ts';
import type { Institution } from './institution.ts';
import { recordedFiles } from './journal-files.ts';
import { readKeptHeads } from './kept-heads.ts';
import { headsFile, type MadeFile, recordFiles, valuesFile } from './made-files.ts';
import type { SealLog } from './seal-log.ts';
import { logFile, readSessionFacts, recordingIdsOf, type SessionFacts } from './session-facts.ts';

export const LOG_PATH = 'events.ndjson';
export const documentPath = (documentId: string): string => `documents/${documentId}.pdf`;
/** Under which a file that was made for a package stands in its row. */
export const sealedFilePlace = (sealId: string, path: string): string => `sealed file ${sealId} ${path}`;

/** What else goes into packages: more files are made of the same facts. */
export type FileMaker = (facts: SessionFacts) => Promise<readonly MadeFile[]>;

interface SealerOptions {
  readonly core: Core;
  readonly institution: Institution;
  readonly log: SealLog;
  readonly jobs: JobQueue;
  readonly files: RecordingFiles;
  readonly documents: SessionDocuments;
  readonly dataKey: KeyObject;
  readonly packs: readonly RulePack[];
  readonly retention: Pick<Retention, 'settle' | 'forManifest'>;
  readonly heads: HeadSigner;
  readonly compositesFolder: string;
  readonly makers: readonly FileMaker[];
}

/** Seals sessions. A session is sealed once: whatever happens in between, the second try finds the first one's seal or makes it from the start. */
export class Sealer {
  readonly #options: SealerOptions;

  constructor(options: SealerOptions) {
    this.#options = options;
  }

  readonly job: JobHandler<'session.seal'> = async ({ sessionId }) => {
    const { database, logger } = this.#options.core;
    const row = await database.read((prisma) => prisma.seal.findUnique({ where: { sessionId } }));
    if (row === null || row.status !== 'pending') return;
    const startedAtMs = performance.now();
    try {
      const files = await this.#seal(row.id as SealId, sessionId);
      logger.info({ sessionId, files, tookMs: Math.round(performance.now() - startedAtMs) }, 'session sealed');
    } catch (error) {
      // Tried again: who looks at the recording meanwhile is told what it waits for.
      await database.transaction((tx) =>
        tx.seal.updateMany({ where: { id: row.id, status: 'pending' }, data: { failure: reasonOf(error) } }).then(() => undefined),
      );
      throw error;
    }
  };

  async #seal(sealId: SealId, sessionId: SessionId): Promise<number> {
    const { core, institution, log, jobs, retention, heads } = this.#options;
    // Its own job may not have come to it yet, and what is sealed says how long it has to be kept.
    await retention.settle(sessionId);
    // The last one covers everything that was recorded: it is under the seal, and in the customer's hand where their page is still there.
    await heads.sign(sessionId);
    const facts = await readSessionFacts(sessionId, this.#options);
    const made = await this.#make(facts);
    const manifest = await this.#manifest(facts, made);
    const signed = await sealManifest(manifest, institution.signer).catch((cause: unknown) => {
      throw new KeyAway(cause);
    });
    const manifestHash = sha256Hex(manifestBytes(manifest));
    await core.database.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      const current = await tx.seal.findUniqueOrThrow({ where: { id: sealId } });
      if (current.status !== 'pending') return;
      const logIndex = await log.append(tx, manifestHash);
      await this.#keep(tx, sealId, { signed, manifestHash, logIndex, made });
      await core.log.append(tx, sessionId, {
        actor: { kind: 'system' },
        type: 'session.sealed',
        payload: { sealId, manifestHash, logIndex, events: facts.events.length },
      });
      await jobs.enqueue(tx, 'seal.stamp', { sessionId }, { key: sessionId });
    });
    return manifest.files.length;
  }

  async #make(facts: SessionFacts): Promise<readonly MadeFile[]> {
    const { core, makers } = this.#options;
    const sessionId = facts.session.id as SessionId;
    const [heads, values] = await core.database.read((prisma) =>
      Promise.all([readKeptHeads(prisma, sessionId), core.vault.openAll(prisma, sessionId)]),
    );
    const more = await Promise.all(makers.map((make) => make(facts)));
    return [...recordFiles(facts), ...headsFile(heads), ...more.flat(), ...valuesFile(values)];
  }

  async #manifest(facts: SessionFacts, made: readonly MadeFile[]): Promise<Manifest> {
    const { core, files } = this.#options;
    const { session, bank, events, flow, packs, retention } = facts;
    const sessionId = session.id as SessionId;
    const last = events.at(-1);
    if (last === undefined) throw new AppError('internal');
    const recorded = await core.database.read(async (prisma) => {
      const all = [];
      for (const id of recordingIdsOf(facts)) all.push(await recordedFiles(prisma, files, id));
      return all;
    });
    const sums = (path: string, kind: FileKind, bytes: Uint8Array): ManifestFile => ({ path, kind, ...checksumsOf(bytes) });
    const documents = await Promise.all(
      facts.documents.map(async ({ id }) => sums(documentPath(id), FileKind.document, await this.#document(id, sessionId))),
    );
    return completeManifest({
      sessionId,
      sealedAtMs: core.clock(),
      institution: bank.nameEn === bank.nameZh ? bank.nameZh : `${bank.nameZh} ${bank.nameEn}`,
      software: { name: 'guichet', version: packageJson.version },
      recordings: recorded.flatMap(({ recording }) => recording ?? []),
      log: { path: LOG_PATH, events: events.length, lastHash: last.hash },
      flow: flow === null ? null : { key: flow.key, version: flow.version, definitionHash: flow.hash },
      packs: packs.map(({ id, version }) => ({ id, version: String(version) })),
      ...(retention === null ? {} : { retention }),
      files: [
        ...made.filter(({ kind }) => kind === FileKind.summary).map(({ path, kind, bytes }) => sums(path, kind, bytes)),
        sums(LOG_PATH, FileKind.log, logFile(events)),
        ...made.filter(({ kind }) => kind !== FileKind.summary).map(({ path, kind, bytes }) => sums(path, kind, bytes)),
        ...documents,
        ...recorded.flatMap((one) => one.files),
        ...(await composites(core, this.#options.compositesFolder, sessionId)),
      ],
    });
  }

  async #document(id: string, sessionId: SessionId): Promise<Uint8Array> {
    return (await this.#options.documents.read(id as never, { sessionId })).pdf;
  }

  async #keep(
    tx: Tx,
    sealId: SealId,
    { signed, manifestHash, logIndex, made }: { signed: SignedManifest; manifestHash: string; logIndex: number; made: readonly MadeFile[] },
  ): Promise<void> {
    const { dataKey, institution } = this.#options;
    await tx.sealedFile.createMany({
      data: made.map(({ path, bytes }) => ({ sealId, path, sealed: sealSecret(dataKey, sealedFilePlace(sealId, path), bytes) })),
    });
    await tx.sealStamp.createMany({ data: institution.timeAuthorities.map(({ name }) => ({ sealId, authority: name })) });
    await tx.seal.update({
      where: { id: sealId },
      data: {
        status: 'sealed',
        failure: null,
        sealedAt: new Date(signed.manifest.sealedAtMs),
        manifest: Uint8Array.from(manifestBytes(signed.manifest)),
        manifestHash,
        signature: Uint8Array.from(signed.signature),
        logIndex,
      },
    });
  }
}

class KeyAway extends AppError {
  constructor(cause: unknown) {
    super('unavailable', { cause });
  }
}

/** What it waits for, in one of our own words: nothing of a message stands in a row. */
function reasonOf(error: unknown): string {
  if (error instanceof KeyAway) return 'key_away';
  return error instanceof AppError && error.code === 'unavailable' ? 'database_away' : 'not_readable';
}
