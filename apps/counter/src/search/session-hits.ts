import { type Facet, type FacetName, type Language, type LocalText, type SearchReply, SessionHit } from '@guichet/protocol';
import type { PrismaClient, SearchEntry } from '../database/generated/client.ts';
import { withoutPeople } from '../review/review-access.ts';
import type { Core } from '../sessions/core.ts';
import { nameIn } from '../staff/staff-view.ts';
import { searchNamePlace } from './search-index.ts';

interface HitReader {
  readonly language: Language;
  /** Of sessions in which one of these took part it is not said what was found. */
  readonly hidden: readonly string[];
}

/** Rows of the index as somebody sees them, in the order of `sessionIds`. */
export async function toHits(
  core: Core,
  prisma: PrismaClient,
  sessionIds: readonly string[],
  { language, hidden }: HitReader,
): Promise<SessionHit[]> {
  const known = await prisma.session.findMany({
    where: { AND: [{ id: { in: [...sessionIds] } }, withoutPeople(hidden)] },
    select: { id: true },
  });
  const mayKnow = new Set(known.map(({ id }) => id));
  const rows = await prisma.searchEntry.findMany({ where: { sessionId: { in: [...sessionIds] } } });
  const names = await namesOf(
    prisma,
    rows.map(({ serviceTypeId }) => serviceTypeId),
    rows.flatMap(({ agentId }) => agentId ?? []),
  );
  const byId = new Map(rows.map((row) => [row.sessionId, row]));
  return sessionIds.flatMap((id) => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const hit = toHit(core, row, names, language);
    return [mayKnow.has(id) ? hit : { ...hit, rules: [], inspection: null }];
  });
}

interface Names {
  readonly services: ReadonlyMap<string, LocalText>;
  readonly agents: ReadonlyMap<string, LocalText>;
}

async function namesOf(prisma: PrismaClient, serviceTypeIds: readonly string[], agentIds: readonly string[]): Promise<Names> {
  const [services, agents] = await Promise.all([
    prisma.serviceType.findMany({
      where: { id: { in: [...new Set(serviceTypeIds)] } },
      select: { id: true, titleZh: true, titleEn: true },
    }),
    prisma.staff.findMany({
      where: { id: { in: [...new Set(agentIds)] } },
      select: { id: true, displayName: true, displayNameEn: true, staffNumber: true },
    }),
  ]);
  return {
    services: new Map(services.map(({ id, titleZh, titleEn }) => [id, { 'zh-CN': titleZh, en: titleEn }])),
    agents: new Map(
      agents.map((agent) => [
        agent.id,
        { 'zh-CN': `${nameIn('zh-CN', agent)} ${agent.staffNumber}`, en: `${nameIn('en', agent)} ${agent.staffNumber}` },
      ]),
    ),
  };
}

function toHit(core: Core, row: SearchEntry, { services, agents }: Names, language: Language): SessionHit {
  const { customerName, agentId, serviceTypeId, indexedSeq: _seq, tokens: _tokens, openedAt, ...shown } = row;
  return SessionHit.parse({
    ...shown,
    openedAt: openedAt.getTime(),
    serviceTitle: services.get(serviceTypeId) ?? { 'zh-CN': serviceTypeId, en: serviceTypeId },
    agentName: agentId === null ? null : (agents.get(agentId)?.[language] ?? null),
    customerName: customerName === null ? null : core.vault.openAt(searchNamePlace(row.sessionId), customerName),
  });
}

type Counted = Omit<Facet, 'label'>;

/** Facets with what people call their values. */
export async function nameFacets(
  prisma: PrismaClient,
  counted: Readonly<Record<FacetName, readonly Counted[]>>,
  ruleTitles: ReadonlyMap<string, LocalText>,
): Promise<SearchReply['facets']> {
  const names = await namesOf(
    prisma,
    counted.serviceTypeIds.map(({ value }) => value),
    counted.agentIds.map(({ value }) => value),
  );
  const labelled = (list: readonly Counted[], labels?: ReadonlyMap<string, LocalText>): Facet[] =>
    list.map((facet) => ({ ...facet, label: labels?.get(facet.value) ?? null }));
  return {
    serviceTypeIds: labelled(counted.serviceTypeIds, names.services),
    agentIds: labelled(counted.agentIds, names.agents),
    rules: labelled(counted.rules, ruleTitles),
    products: labelled(counted.products),
    outcomes: labelled(counted.outcomes),
    endReasons: labelled(counted.endReasons),
    inspection: labelled(counted.inspection),
  };
}
