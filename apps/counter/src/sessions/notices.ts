import { ConsentKind, type Language, NoticeView } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Notice, PrismaClient } from '../database/generated/client.ts';

/** The text of each kind that is in force at a moment, in one language. */
export async function noticesInForce(reader: Tx | PrismaClient, language: Language, at: number): Promise<readonly NoticeView[]> {
  const rows = await reader.notice.findMany({
    where: { language, kind: { in: ConsentKind.options }, inForceFrom: { lte: new Date(at) } },
    orderBy: [{ kind: 'asc' }, { inForceFrom: 'desc' }, { id: 'desc' }],
    distinct: ['kind'],
  });
  return rows.map(toNoticeView);
}

function toNoticeView(row: Notice): NoticeView {
  return NoticeView.parse({
    kind: row.kind,
    textVersion: row.textVersion,
    language: row.language,
    title: row.title,
    summary: row.summary,
    body: row.body,
    textHash: row.textHash,
  });
}
