import type { Facet, FacetName, SessionQuery } from '@guichet/protocol';
import { FACETS } from '@guichet/protocol';
import { Prisma, type PrismaClient } from '../database/generated/client.ts';
import { sessionsOfPeople } from '../review/review-access.ts';
import type { SearchTokens } from './search-tokens.ts';

/** A facet shows so many values; more are found by searching. */
const MOST_VALUES = 30;

const COLUMN: Readonly<Record<FacetName, Prisma.Sql>> = {
  serviceTypeIds: Prisma.sql`"serviceTypeId"`,
  products: Prisma.sql`"product"`,
  agentIds: Prisma.sql`"agentId"`,
  outcomes: Prisma.sql`"outcome"`,
  endReasons: Prisma.sql`"endReason"`,
  rules: Prisma.sql`"rule"`,
  inspection: Prisma.sql`"inspection"`,
};

/** What was found by rules is asked for by these. */
const OF_FINDINGS: readonly FacetName[] = ['rules', 'inspection'];

/** A query as conditions on the index; those of facets apart, so that each can be counted without its own. */
export class SearchConditions {
  readonly #shared: readonly Prisma.Sql[];
  readonly #ofFacet: ReadonlyMap<FacetName, Prisma.Sql>;
  readonly #mayKnow: Prisma.Sql;

  /** `hidden`: what was found in sessions in which one of these took part is not to be learnt from what is found, or how much. */
  constructor(query: SessionQuery, tokens: SearchTokens, hidden: readonly string[]) {
    this.#mayKnow = hidden.length === 0 ? Prisma.sql`true` : Prisma.sql`"sessionId" not in (${sessionsOfPeople(hidden)})`;
    const wanted = [
      ...(query.text === undefined ? [] : tokens.words(query.text)),
      ...(query.customerName === undefined ? [] : [tokens.name(query.customerName)]),
      ...(query.number === undefined ? [] : [tokens.number(query.number)]),
    ];
    this.#shared = [
      ...(wanted.length === 0 ? [] : [Prisma.sql`"tokens" @> ${wanted}::bigint[]`]),
      ...(query.from === undefined ? [] : [Prisma.sql`"openedAt" >= ${new Date(query.from)}`]),
      ...(query.until === undefined ? [] : [Prisma.sql`"openedAt" < ${new Date(query.until)}`]),
      ...(query.hasGaps === undefined ? [] : [query.hasGaps ? Prisma.sql`"gapCount" > 0` : Prisma.sql`"gapCount" = 0`]),
    ];
    this.#ofFacet = new Map(
      FACETS.flatMap((name): [FacetName, Prisma.Sql][] => {
        const chosen = query[name] as readonly string[] | undefined;
        if (chosen === undefined || chosen.length === 0) return [];
        const list = [...chosen];
        return [[name, name === 'rules' ? Prisma.sql`"rules" && ${list}::text[]` : Prisma.sql`${COLUMN[name]} = any(${list}::text[])`]];
      }),
    );
  }

  /** `counted`: the facet whose values are counted, whatever is chosen of it. */
  where(counted?: FacetName): Prisma.Sql {
    const chosen = [...this.#ofFacet].filter(([name]) => name !== counted);
    const asked = [...chosen.map(([name]) => name), ...(counted === undefined ? [] : [counted])];
    const mayKnow = asked.some((name) => OF_FINDINGS.includes(name)) ? [this.#mayKnow] : [];
    const all = [...this.#shared, ...chosen.map(([, condition]) => condition), ...mayKnow];
    return all.length === 0 ? Prisma.sql`true` : Prisma.join(all, ' and ');
  }
}

export async function countAll(prisma: PrismaClient, conditions: SearchConditions): Promise<number> {
  const rows = await prisma.$queryRaw<{ total: number }[]>`select count(*)::int as total from "SearchEntry" where ${conditions.where()}`;
  return rows[0]?.total ?? 0;
}

/** Newest first. */
export async function findIds(
  prisma: PrismaClient,
  conditions: SearchConditions,
  page: { offset: number; limit: number },
): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ sessionId: string }[]>`
    select "sessionId" from "SearchEntry" where ${conditions.where()}
    order by "openedAt" desc, "sessionId" limit ${page.limit} offset ${page.offset}`;
  return rows.map(({ sessionId }) => sessionId);
}

/** How often each value of a facet would be found, the most frequent first. */
export async function countFacet(prisma: PrismaClient, conditions: SearchConditions, name: FacetName): Promise<Omit<Facet, 'label'>[]> {
  const from = name === 'rules' ? Prisma.sql`"SearchEntry", unnest("rules") as "rule"` : Prisma.sql`"SearchEntry"`;
  return prisma.$queryRaw`
    select ${COLUMN[name]} as value, count(*)::int as count from ${from}
    where ${conditions.where(name)} and ${COLUMN[name]} is not null
    group by 1 order by 2 desc, 1 limit ${MOST_VALUES}`;
}
