import { type LocalText, type RouteName, type SessionQuery } from '@guichet/protocol';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { type HttpContext, type HttpHandlers, staffIdOf } from '../http/http-handlers.ts';
import { viewerOf } from '../recordings/recording-access.ts';
import { findThere } from '../recordings/require-there.ts';
import { markText } from '../replay/replay-handlers.ts';
import { readBothTimelines, type TimelineParts } from '../replay/read-timeline.ts';
import { toCsv } from './csv.ts';
import { hiddenFrom } from '../review/review-access.ts';
import type { SearchIndex } from './search-index.ts';
import { countAll, findIds, SearchConditions } from './search-query.ts';
import { SavedViews } from './search-views.ts';
import { searchTimeline } from './search-within.ts';
import { nameFacets, toHits } from './session-hits.ts';

type SearchRouteName = Extract<RouteName, `search.${string}`>;

interface SearchHandlersOptions extends TimelineParts {
  readonly audit: AuditTrail;
  readonly search: SearchIndex;
  /** What people call rules. */
  readonly ruleTitles: () => ReadonlyMap<string, LocalText>;
}

/** More is no list that anybody reads. */
const MOST_EXPORTED = 10_000;

/** Search over all sessions and inside one. What is looked for is never logged; that somebody looked, and by which fields, is audited. */
export function searchHandlers({ audit, search, ruleTitles, ...parts }: SearchHandlersOptions): HttpHandlers<SearchRouteName> {
  const { core } = parts;
  const { database } = core;
  const views = new SavedViews(core);

  const hidden = (context: HttpContext): Promise<readonly string[]> =>
    database.read((prisma) => hiddenFrom(prisma, staffIdOf(context), context.roles));

  return {
    'search.sessions': async ({ body: { query, offset, limit } }, context) => {
      const language = context.staff?.language ?? 'zh-CN';
      const unseen = await hidden(context);
      const conditions = new SearchConditions(query, search.tokens, unseen);
      const [ids, { total, facets: counted }] = await Promise.all([
        database.read((prisma) => findIds(prisma, conditions, { offset, limit })),
        database.read((prisma) => countAll(prisma, conditions)),
      ]);
      const [hits, facets] = await Promise.all([
        database.read((prisma) => toHits(core, prisma, ids, { language, hidden: unseen })),
        database.read((prisma) => nameFacets(prisma, counted, ruleTitles())),
      ]);
      if (offset === 0 && asksForSomebody(query))
        await audit.recordAlone({
          action: 'search.searched',
          staffId: staffIdOf(context),
          object: null,
          detail: { by: fieldsOf(query), total },
        });
      return { hits, total, facets };
    },
    'search.within': async ({ params: { recordingId }, body: { text } }, context) => {
      const viewer = viewerOf(context);
      const language = context.staff?.language ?? 'zh-CN';
      const moments = await database.read(async (prisma) => {
        const row = await findThere(prisma, viewer, recordingId);
        const { clear, shown } = await readBothTimelines(parts, prisma, row, { viewer, language });
        return searchTimeline(clear, shown, text, language);
      });
      await audit.recordAlone({
        action: 'search.searched',
        staffId: viewer.staffId,
        object: recordingId,
        detail: { by: 'text', total: moments.length },
      });
      return { moments };
    },
    'search.export': async ({ body: { query, language } }, context) => {
      const unseen = await hidden(context);
      const conditions = new SearchConditions(query, search.tokens, unseen);
      const hits = await database.read(async (prisma) =>
        toHits(core, prisma, await findIds(prisma, conditions, { offset: 0, limit: MOST_EXPORTED }), { language, hidden: unseen }),
      );
      await audit.recordAlone({
        action: 'search.exported',
        staffId: staffIdOf(context),
        object: null,
        detail: { by: fieldsOf(query), rows: hits.length },
      });
      await context.raw.reply
        .header('content-disposition', 'attachment; filename="sessions.csv"')
        .header('cache-control', 'private, no-store')
        .type('text/csv; charset=utf-8')
        .send(toCsv(hits, language, markText(context)));
    },
    'search.views': async (_input, context) => ({ views: await views.list(staffIdOf(context)) }),
    'search.saveView': async ({ body }, context) => views.save(staffIdOf(context), body),
    'search.removeView': async ({ params: { savedViewId } }, context) => {
      await views.remove(staffIdOf(context), savedViewId);
      return {};
    },
  };
}

/** Turning pages and narrowing down is no look at anybody; looking for a person or for their words is. */
const asksForSomebody = ({ text, customerName, number }: SessionQuery): boolean => (text ?? customerName ?? number) !== undefined;

/** By what was searched; never for what. */
const fieldsOf = (query: SessionQuery): string =>
  Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
    .join(' ');
