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
    const { chosen, tellsFindings } = this.#with(counted);
    const ofFacets = chosen.flatMap((name) => this.#ofFacet.get(name) ?? []);
    const all = [...this.#shared, ...ofFacets, ...(tellsFindings ? [this.#mayKnow] : [])];
    return all.length === 0 ? Prisma.sql`true` : Prisma.join(all, ' and ');
  }

  /** The same for all whose `where` is the same. */
  key(counted?: FacetName): string {
    const { chosen, tellsFindings } = this.#with(counted);
    return `${chosen.join()}${tellsFindings ? '!' : ''}`;
  }

  #with(counted: FacetName | undefined): { readonly chosen: readonly FacetName[]; readonly tellsFindings: boolean } {
    const chosen = [...this.#ofFacet.keys()].filter((name) => name !== counted);
    return { chosen, tellsFindings: [...chosen, ...(counted === undefined ? [] : [counted])].some((name) => OF_FINDINGS.includes(name)) };
  }
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

export interface Counts {
  /** How many are found. */
  readonly total: number;
  /** How often each value of a facet would be found, the most frequent first. */
  readonly facets: Readonly<Record<FacetName, readonly Omit<Facet, 'label'>[]>>;
}

/** Counts in as few looks at the index as there are different conditions: two, where nothing is chosen of any facet. */
export async function countAll(prisma: PrismaClient, conditions: SearchConditions): Promise<Counts> {
  const groups = [...Map.groupBy([undefined, ...FACETS], (name) => conditions.key(name)).values()];
  const counted = (await Promise.all(groups.map((names) => countTogether(prisma, conditions, names)))).flat();
  const of = (name: FacetName | 'total') => counted.filter(({ facet }) => facet === name);
  return {
    total: of('total')[0]?.count ?? 0,
    facets: Object.fromEntries(
      FACETS.map((name) => [name, of(name).flatMap(({ value, count }) => (value === null ? [] : [{ value, count }]))]),
    ) as Record<FacetName, Omit<Facet, 'label'>[]>,
  };
}

interface Counted {
  readonly facet: FacetName | 'total';
  readonly value: string | null;
  readonly count: number;
}

/** Facets with one and the same condition, and the whole (`undefined`) where it is among them. */
function countTogether(prisma: PrismaClient, conditions: SearchConditions, names: readonly (FacetName | undefined)[]): Promise<Counted[]> {
  const each = names.map((name) => {
    if (name === undefined) return Prisma.sql`(select 'total' as facet, null as value, count(*)::int as count from found)`;
    const from = name === 'rules' ? Prisma.sql`found, unnest("rules") as "rule"` : Prisma.sql`found`;
    return Prisma.sql`
      (select ${name}::text as facet, ${COLUMN[name]} as value, count(*)::int as count from ${from}
      where ${COLUMN[name]} is not null group by 2 order by 3 desc, 2 limit ${MOST_VALUES})`;
  });
  return prisma.$queryRaw<Counted[]>`
    with found as materialized (
      select "serviceTypeId", "product", "agentId", "outcome", "endReason", "rules", "inspection" from "SearchEntry"
      where ${conditions.where(names[0])})
    ${Prisma.join(each, ' union all ')}`;
}
