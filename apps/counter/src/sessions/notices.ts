import { createHash } from 'node:crypto';
import { canonicalJson } from '@guichet/evidence';
import { ConsentKind, type Language, NoticeView } from '@guichet/protocol';
import type { Tx } from '../database/database.ts';
import type { Notice, PrismaClient } from '../database/generated/client.ts';

/** The text of each kind that is in force for a service at a moment, in one language: the service's own, or the bank's. */
export async function noticesInForce(
  reader: Tx | PrismaClient,
  serviceTypeId: string,
  language: Language,
  at: number,
): Promise<readonly NoticeView[]> {
  const service = await reader.serviceType.findUnique({ where: { id: serviceTypeId }, select: { ownNotice: true } });
  const whose = service?.ownNotice === true ? [{ serviceTypeId }, { serviceTypeId: null }] : [{ serviceTypeId: null }];
  const rows = await reader.notice.findMany({
    where: { OR: whose, language, kind: { in: ConsentKind.options }, inForceFrom: { lte: new Date(at) } },
    orderBy: [{ kind: 'asc' }, { serviceTypeId: { sort: 'desc', nulls: 'last' } }, { inForceFrom: 'desc' }, { id: 'desc' }],
    distinct: ['kind'],
  });
  return rows.map(toNoticeView);
}

/** What the log says was shown: SHA-256 over the canonical JSON (RFC 8785) of everything the customer could read, with its version. */
export function noticeHash(notice: Omit<NoticeView, 'textHash'>): string {
  const { kind, textVersion, language, title, summary, body } = notice;
  return createHash('sha256').update(canonicalJson({ kind, textVersion, language, title, summary, body })).digest('hex');
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
