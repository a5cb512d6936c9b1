import { AppError, ReviewDecision, type ReviewFigures } from '@guichet/protocol';
import { Button, errorText, Field, formatPercent, formatSpan, Skeleton, StateView, Tag } from '@guichet/ui';
import { IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { routeUrl } from '../../app/http-client.ts';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { Panel } from '../../app/parts/panel.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import { FigureTables } from './figure-tables.tsx';
import { type Behind, FindingsDialog } from './findings-dialog.tsx';
import { type Narrowing, NarrowingFields } from './narrowing-fields.tsx';
import { type ChosenDays, isPeriod, lastDays } from './period.ts';
import { TrendChart } from './trend-chart.tsx';

/** Inspections and reviews of a period in figures, each with what stands behind it. */
export function FiguresPage() {
  const { t, language } = useTexts();
  useTitle(t('figures.title'));
  const { http } = useServices();
  const staff = useSignedIn();
  const [days, setDays] = useState<ChosenDays>(() => lastDays(Date.now()));
  const [narrowing, setNarrowing] = useState<Narrowing>({});
  const asked = { ...days, ...narrowing };
  const [behind, setBehind] = useState<Behind | null>(null);
  const figures = useQuery({
    queryKey: ['figures', asked],
    enabled: isPeriod(days),
    queryFn: ({ signal }) => http.request('reviews.figures', { query: asked, signal }),
    placeholderData: keepPreviousData,
  });
  // What is behind a figure is for whoever may see recordings of all teams.
  const mayDrill = staff !== null && hasRole(staff, 'reviewer', 'supervisor');
  return (
    <>
      <PageHeader title={t('figures.title')} lead={t('figures.lead')} />
      <div className={classes['body']}>
        <div className={classes['bar']}>
          <span className={classes['bar']}>
            <Field label={t('figures.from')}>
              {(control) => (
                <input
                  {...control}
                  type="date"
                  value={days.from}
                  max={days.to}
                  onChange={(event) => setDays({ ...days, from: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('figures.to')}>
              {(control) => (
                <input
                  {...control}
                  type="date"
                  value={days.to}
                  min={days.from}
                  onChange={(event) => setDays({ ...days, to: event.target.value })}
                />
              )}
            </Field>
            <NarrowingFields choices={figures.data?.choices} narrowing={narrowing} onChange={setNarrowing} />
          </span>
          {(['csv', 'pdf'] as const).map((format) => (
            <a key={format} className={classes['link']} href={routeUrl('reviews.export', { query: { ...asked, format } })} download>
              <IconDownload size={16} stroke={1.75} aria-hidden /> {t(`figures.${format}`)}
            </a>
          ))}
        </div>
        {figures.data === undefined ? (
          figures.error === null ? (
            <Skeleton rows={8} />
          ) : (
            <StateView
              kind="error"
              title={t('figures.loadFailed')}
              detail={errorText(figures.error, language)}
              code={AppError.from(figures.error).code.toUpperCase()}
              action={<Button onClick={() => void figures.refetch()}>{t('app.retry')}</Button>}
            />
          )
        ) : figures.data.recordings === 0 ? (
          <StateView
            kind="empty"
            title={t('figures.empty')}
            detail={t(Object.keys(narrowing).length === 0 ? 'figures.emptyDetail' : 'figures.emptyNarrowed')}
            action={<LeftOut figures={figures.data} />}
          />
        ) : (
          <>
            <LeftOut figures={figures.data} />
            <Cards figures={figures.data} />
            <Panel title={t('figures.trend')}>
              <TrendChart figures={figures.data} />
            </Panel>
            <FigureTables figures={figures.data} onBehind={mayDrill ? setBehind : null} />
          </>
        )}
      </div>
      {behind !== null && <FindingsDialog behind={behind} asked={asked} onClose={() => setBehind(null)} />}
    </>
  );
}

/** Two who look at the same days may see different figures: it is said why. */
function LeftOut({ figures: { leftOut } }: { readonly figures: ReviewFigures }) {
  const { t } = useTexts();
  return leftOut === 0 ? null : <p className={classes['note']}>{t('figures.leftOut', { count: leftOut })}</p>;
}

function Card({ title, value, children }: { readonly title: string; readonly value: string; readonly children?: ReactNode }) {
  return (
    <div className={classes['card']}>
      <dt>{title}</dt>
      <dd className={classes['figure']}>{value}</dd>
      <dd className={classes['note']}>{children}</dd>
    </div>
  );
}

function Cards({ figures }: { readonly figures: ReviewFigures }) {
  const { t, language } = useTexts();
  const { passed, reviewed, inspected, recordings, drawn, waiting, overdue, timeToReviewMs: time, agreement, decisions } = figures;
  const none = t('figures.none');
  return (
    <dl className={classes['cards']}>
      <Card title={t('figures.passRate')} value={reviewed === 0 ? none : formatPercent(passed / reviewed)}>
        {t('figures.passRateOf', { passed, reviewed })}
      </Card>
      <Card title={t('figures.inspected')} value={String(inspected)}>
        {t('figures.inspectedOf', { count: recordings })}
      </Card>
      <Card title={t('figures.drawn')} value={String(drawn)}>
        <span className={classes['tags']}>
          {ReviewDecision.options
            .filter((kind) => (decisions[kind] ?? 0) > 0)
            .map((kind) => (
              <span key={kind}>
                {t(`review.decision.${kind}`)} {decisions[kind]}
              </span>
            ))}
        </span>
      </Card>
      <Card title={t('figures.waiting')} value={String(waiting)}>
        {overdue > 0 && <Tag tone="danger">{t('figures.overdue', { count: overdue })}</Tag>}
      </Card>
      <Card title={t('figures.time')} value={time === null ? none : formatSpan(time.median, language)}>
        {time !== null && t('figures.timeP90', { time: formatSpan(time.p90, language) })}
      </Card>
      <Card title={t('figures.kappa')} value={agreement.kappa === null ? none : agreement.kappa.toFixed(2)}>
        {t('figures.kappaOf', { count: agreement.pairs, same: agreement.same })}
      </Card>
    </dl>
  );
}
