import { type BundleContent, BundleFacts, readBundle } from '@guichet/bundles';
import { hashOf } from '@guichet/evidence';
import {
  AppError,
  type BundleSummary,
  type BundleView,
  type InstalledComponentView,
  type InstalledScenarioView,
  type Language,
  type StaffId,
} from '@guichet/protocol';
import { ComponentManifest, componentType, FlowDefinition } from '@guichet/workflow';
import { AuditAction, type AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../database/clock.ts';
import type { Database, Tx } from '../database/database.ts';
import type { Bundle, BundleComponent, BundleKey, PrismaClient } from '../database/generated/client.ts';
import { jsonColumn } from '../database/json-column.ts';
import type { FlowDefinitions } from '../flows/flow-definitions.ts';
import { peopleOf } from '../staff/staff-names.ts';
import { BundleKeys } from './bundle-keys.ts';
import { flowsUsing } from './installed-components.ts';

interface BundlesOptions {
  readonly database: Database;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly definitions: FlowDefinitions;
}

type InstalledRow = Bundle & { readonly key: BundleKey; readonly components: readonly BundleComponent[] };
type Signed = { readonly content: BundleContent; readonly kid: string; readonly sha256: string };

/** Names what is wrong with a file, for the page that shows it. */
const refused = (why: string, detail = ''): AppError =>
  new AppError('bundle_refused', { issues: [{ path: why, message: detail.slice(0, 200) }] });

/** Names bundles among PostgreSQL's advisory locks: one is installed or removed after the other. */
const BUNDLES_LOCK = 7_105_002;
const MAX_NAMED = 20;

/** Components and business scenarios from signed files. */
export class Bundles {
  readonly keys: BundleKeys;
  readonly #options: BundlesOptions;

  constructor(options: BundlesOptions) {
    this.#options = options;
    this.keys = new BundleKeys(options);
  }

  async list(language: Language): Promise<BundleView[]> {
    return this.#options.database.read((prisma) => this.#views(prisma, null, language));
  }

  /** Throws `bundle_refused` with the reason why a file would not be installed. */
  async inspect(file: string): Promise<{ readonly bundle: BundleSummary; readonly replaces: number | null }> {
    const signed = await this.#read(file);
    return this.#options.database.read(async (prisma) => {
      const { replaces } = await this.#fits(prisma, signed);
      const key = await prisma.bundleKey.findUniqueOrThrow({ where: { kid: signed.kid } });
      return { bundle: summaryOf(signed.content, { ...signed, keyName: key.name }), replaces };
    });
  }

  /** The same file again changes nothing. Throws `bundle_refused`. */
  async install(staffId: StaffId, file: string, reason: string, language: Language): Promise<BundleView> {
    const signed = await this.#read(file);
    const { name, version, components, ...rest } = signed.content;
    const { database, audit, clock } = this.#options;
    return database.transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${BUNDLES_LOCK})`;
      const { isThere } = await this.#fits(tx, signed);
      if (!isThere) {
        await tx.bundle.create({
          data: {
            ...{ name, version, kid: signed.kid, sha256: signed.sha256, file, installedAt: new Date(clock()), installedById: staffId },
            content: jsonColumn({ name, version, ...rest }),
            components: {
              create: components.map(({ manifest, page }) => ({
                ...{ type: componentType(manifest), manifest: jsonColumn(manifest), hash: hashOf(manifest), page },
                pageSha256: manifest.page.sha256,
              })),
            },
          },
        });
        const detail = { sha256: signed.sha256, kid: signed.kid, reason };
        await audit.record(tx, { action: AuditAction.bundleInstalled, staffId, object: `${name}@${version}`, detail });
      }
      const [view] = await this.#views(tx, { name, version }, language);
      return view as BundleView;
    });
  }

  /** Throws `not_found`, and `component_in_use` with the flows that need it. */
  async remove(staffId: StaffId, name: string, version: number, reason: string): Promise<void> {
    const { database, audit } = this.#options;
    await database.transaction(async (tx) => {
      await tx.$executeRaw`select pg_advisory_xact_lock(${BUNDLES_LOCK})`;
      // A flow that is about to come into force holds the bundles that it needs until it has.
      await tx.$queryRaw`select 1 from "Bundle" where "name" = ${name} and "version" = ${version} for update`;
      const [view] = await this.#views(tx, { name, version }, 'en');
      if (view === undefined) throw new AppError('not_found');
      if (view.usedBy.length > 0) {
        const issues = view.usedBy.slice(0, MAX_NAMED).map((flow) => ({ path: `${flow.flow}@${flow.version}`, message: flow.status }));
        throw new AppError('component_in_use', { issues });
      }
      await tx.bundle.delete({ where: { name_version: { name, version } } });
      const detail = { sha256: view.sha256, reason };
      await audit.record(tx, { action: AuditAction.bundleRemoved, staffId, object: `${name}@${version}`, detail });
    });
  }

  /** What flows can be made of: of each component every version that somebody still vouches for. */
  async offered() {
    const rows = await this.#options.database.read((prisma) =>
      prisma.bundle.findMany({
        where: { key: { revokedAt: null } },
        include: { components: true },
        orderBy: [{ name: 'asc' }, { version: 'desc' }],
      }),
    );
    const latest = rows.filter((row, index) => rows[index - 1]?.name !== row.name);
    const manifests = new Map(
      rows.flatMap(({ name, components }) =>
        components.map(({ type, manifest }) => [type, { bundle: name, manifest: ComponentManifest.parse(manifest) }] as const),
      ),
    );
    const newest = (name: string) =>
      Math.max(...[...manifests.values()].flatMap(({ manifest }) => (manifest.name === name ? manifest.version : 0)));
    return {
      components: [...manifests].map(([type, { bundle, manifest }]) => ({
        ...{ type, bundle, manifest: manifest as unknown as InstalledComponentView['manifest'] },
        isLatest: manifest.version === newest(manifest.name),
      })),
      scenarios: latest.flatMap(({ name, content }) =>
        contentOf(content).scenarios.map((scenario) => ({
          bundle: name,
          ...(scenario as unknown as Omit<InstalledScenarioView, 'bundle'>),
        })),
      ),
    };
  }

  /** A component's page with where it may send; throws `not_found` for one that is not installed. */
  async page(pageSha256: string): Promise<{ readonly page: string; readonly network: readonly string[] }> {
    const row = await this.#options.database.read((prisma) => prisma.bundleComponent.findFirst({ where: { pageSha256 } }));
    if (row === null) throw new AppError('not_found');
    return { page: row.page, network: ComponentManifest.parse(row.manifest).network };
  }

  async #read(file: string): Promise<Signed> {
    const read = await readBundle(file, await this.keys.trusted());
    if (!read.ok) throw refused(read.refusal, read.detail);
    return read;
  }

  /** Whether it goes with what is installed; a component's name and version mean the same thing for ever, and belong to one bundle. */
  async #fits(
    reader: Tx | PrismaClient,
    { content, sha256 }: Signed,
  ): Promise<{ readonly isThere: boolean; readonly replaces: number | null }> {
    const { name, version, components } = content;
    const latest = await reader.bundle.findFirst({ where: { name }, orderBy: { version: 'desc' } });
    const same = await reader.bundle.findUnique({ where: { name_version: { name, version } } });
    if (same !== null && same.sha256 !== sha256) throw refused('version_taken', String(version));
    if (same === null && latest !== null && latest.version > version) throw refused('older_version', String(latest.version));
    const rows = await reader.bundleComponent.findMany({
      where: { type: { in: components.map(({ manifest }) => componentType(manifest)) } },
    });
    for (const { manifest } of components) {
      const taken = rows.find((row) => row.type === componentType(manifest) && (row.bundleName !== name || row.hash !== hashOf(manifest)));
      if (taken !== undefined) throw refused('component_taken', componentType(manifest));
    }
    return { isThere: same !== null, replaces: same === null ? (latest?.version ?? null) : null };
  }

  async #views(reader: Tx | PrismaClient, only: { name: string; version: number } | null, language: Language): Promise<BundleView[]> {
    const rows: InstalledRow[] = await reader.bundle.findMany({
      include: { key: true, components: true },
      orderBy: [{ installedAt: 'desc' }, { name: 'asc' }],
    });
    const [using, personOf] = [
      await flowsUsing(reader, this.#options.definitions),
      await peopleOf(
        reader,
        rows.map(({ installedById }) => installedById),
        language,
      ),
    ];
    return rows
      .filter((row) => only === null || (row.name === only.name && row.version === only.version))
      .map((row) => {
        // What another version of the bundle holds as well does not go with this one.
        const others = new Set(
          rows.filter((other) => other !== row && other.name === row.name).flatMap(({ components }) => components.map(({ type }) => type)),
        );
        const own = row.components.map(({ type }) => type).filter((type) => !others.has(type));
        const manifests = row.components.map(({ manifest, page }) => ({ manifest: ComponentManifest.parse(manifest), page }));
        return {
          ...summaryOf({ ...contentOf(row.content), components: manifests }, { ...row, keyName: row.key.name }),
          installedAt: row.installedAt.getTime(),
          installedBy: personOf(row.installedById) ?? { staffId: row.installedById as StaffId, name: '' },
          isLatest: rows.every((other) => other.name !== row.name || other.version <= row.version),
          isRevoked: row.key.revokedAt !== null,
          usedBy: using
            .filter(({ types }) => own.some((type) => types.has(type)))
            .map(({ flow, version, status, title }) => ({ flow, version, status, title })),
        };
      });
  }
}

/** As it is kept, the components stand in rows of their own. */
const contentOf = (content: unknown) => BundleFacts.parse(content);

function summaryOf(
  {
    name,
    version,
    title,
    description,
    components,
    scenarios,
  }: Pick<BundleContent, 'name' | 'version' | 'title' | 'description' | 'components' | 'scenarios'>,
  { kid, keyName, sha256 }: { readonly kid: string; readonly keyName: string; readonly sha256: string },
): BundleSummary {
  return {
    ...{ name, version, title, description, kid, keyName, sha256 },
    components: components.map(({ manifest }) => ({
      ...{ type: componentType(manifest), title: manifest.title, description: manifest.description, network: manifest.network },
    })),
    scenarios: scenarios.map(({ definition, tests }) => {
      const { key, title: flowTitle } = FlowDefinition.pick({ key: true, title: true }).parse(definition);
      return { key, title: flowTitle, tests: tests.length };
    }),
  };
}
