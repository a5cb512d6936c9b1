import type { SessionHit } from '@guichet/protocol';
import { formatClock, formatDateTime, Tag, type Tone } from '@guichet/ui';
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import tableClasses from '../recordings-page.module.css';
import { useFacetLabel } from './facet-label.ts';

const INSPECTION: Readonly<Record<NonNullable<SessionHit['inspection']>, { readonly tone: Tone; readonly icon: ReactNode }>> = {
  pass: { tone: 'ok', icon: <IconCircleCheck aria-hidden /> },
  fail: { tone: 'danger', icon: <IconCircleX aria-hidden /> },
  warn: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  not_evaluated: { tone: 'none', icon: <IconCircleMinus aria-hidden /> },
};

export function HitTable({ hits }: { readonly hits: readonly SessionHit[] }) {
  const { t } = useTexts();
  const columns = [
    'recordings.col.started',
    'recordings.col.session',
    'recordings.col.service',
    'recordings.col.customer',
    'recordings.col.agent',
    'search.col.outcome',
    'search.col.inspection',
  ] as const;
  return (
    <ListTable
      columns={[
        ...columns.map((column) => ({ text: t(column) })),
        { text: t('recordings.col.duration'), isNumber: true },
        { text: t('recordings.col.open'), isUnseen: true },
      ]}
    >
      {hits.map((hit) => (
        <Row key={hit.sessionId} hit={hit} />
      ))}
    </ListTable>
  );
}

function Row({ hit }: { readonly hit: SessionHit }) {
  const { t, language } = useTexts();
  const label = useFacetLabel();
  const { recordingId, sessionNumber, openedAt, serviceTitle, customerName, agentName, outcome, endReason, durationMs, gapCount } = hit;
  const unknown = <span className={tableClasses['muted']}>{t('recordings.unknown')}</span>;
  const result = hit.inspection === null ? null : INSPECTION[hit.inspection];
  const ended =
    outcome === null
      ? endReason === null
        ? null
        : label('endReasons', { value: endReason, label: null })
      : label('outcomes', { value: outcome, label: null });
  return (
    <tr>
      <ListCell label={t('recordings.col.started')}>
        <span>{formatDateTime(openedAt)}</span>
      </ListCell>
      <ListCell label={t('recordings.col.session')}>
        <span className={tableClasses['session']}>{sessionNumber}</span>
      </ListCell>
      <ListCell label={t('recordings.col.service')} className={tableClasses['wraps']}>
        <span>{serviceTitle[language]}</span>
      </ListCell>
      <ListCell label={t('recordings.col.customer')}>{customerName === null ? unknown : <span>{customerName}</span>}</ListCell>
      <ListCell label={t('recordings.col.agent')}>{agentName === null ? unknown : <span>{agentName}</span>}</ListCell>
      <ListCell label={t('search.col.outcome')}>{ended === null ? unknown : <span>{ended}</span>}</ListCell>
      <ListCell label={t('search.col.inspection')} className={tableClasses['wraps']}>
        <span className={tableClasses['tags']}>
          {result === null || hit.inspection === null ? (
            <span className={tableClasses['muted']}>{t('search.notInspected')}</span>
          ) : (
            <Tag tone={result.tone} icon={result.icon}>
              {hit.rules.length > 0 ? hit.rules.slice(0, 2).join(' ') : t(`timeline.outcome.${hit.inspection}`)}
            </Tag>
          )}
          {gapCount > 0 && (
            <Tag tone="warn" icon={<IconAlertTriangle aria-hidden />}>
              {t('recordings.gaps', { count: gapCount })}
            </Tag>
          )}
        </span>
      </ListCell>
      <ListCell label={t('recordings.col.duration')} isNumber>
        <span>{durationMs === null ? '–' : formatClock(durationMs)}</span>
      </ListCell>
      <ListCell label="">
        {recordingId !== null && (
          <Link
            to="/recordings/$recordingId"
            params={{ recordingId }}
            className={tableClasses['play'] ?? ''}
            aria-label={t('recordings.open', { number: sessionNumber })}
            title={t('recordings.open', { number: sessionNumber })}
          >
            <IconPlayerPlay size={20} stroke={1.6} aria-hidden />
          </Link>
        )}
      </ListCell>
    </tr>
  );
}
