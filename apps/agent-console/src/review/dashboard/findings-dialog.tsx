import { Button, Dialog, errorText, formatDateTime, formatWait, Skeleton, StateView } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from '../review-work.module.css';
import type { Narrowing } from './narrowing-fields.tsx';
import type { ChosenDays } from './period.ts';

/** What stands behind a figure: by rule, by agent or by version of a flow. */
export interface Behind {
  readonly title: string;
  readonly ruleId?: string;
  readonly agentId?: string;
  readonly flow?: string;
  readonly flowVersion?: number;
}

interface FindingsDialogProps {
  readonly behind: Behind;
  readonly asked: ChosenDays & Narrowing;
  readonly onClose: () => void;
}

/** Down to the second: each finding with the recording and the moment that proves it. */
export function FindingsDialog({ behind, asked, onClose }: FindingsDialogProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const { title, ...filter } = behind;
  const list = useQuery({
    queryKey: ['findings', asked, filter],
    queryFn: ({ signal }) => http.request('reviews.findings', { query: { ...asked, ...filter } as never, signal }),
  });
  const findings = list.data?.findings;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${t('figures.drill')} · ${title}`}
      actions={<Button onClick={onClose}>{t('figures.close')}</Button>}
    >
      {findings === undefined ? (
        list.error === null ? (
          <Skeleton rows={4} />
        ) : (
          <StateView kind="error" compact title={t('figures.loadFailed')} detail={errorText(list.error, language)} />
        )
      ) : findings.length === 0 ? (
        <p className={classes['note']}>{t('figures.drillNone')}</p>
      ) : (
        <ul className={classes['findings']}>
          {findings.map(({ finding, recordingId, sessionNumber, recordedAt, agentName }) => (
            <li key={finding.findingId} className={classes['finding']}>
              <h3>{finding.title[language]}</h3>
              <p>{finding.reason[language]}</p>
              <p className={classes['note']}>
                <Link
                  to="/recordings/$recordingId"
                  params={{ recordingId }}
                  search={{ at: Math.max(0, finding.moments[0]?.atMs ?? 0), rule: finding.ruleId }}
                  className={classes['link'] ?? ''}
                >
                  {sessionNumber}
                  {finding.moments[0] === undefined ? '' : ` ${formatWait(Math.max(0, finding.moments[0].atMs))}`}
                </Link>{' '}
                · {formatDateTime(recordedAt)} · {agentName ?? '–'}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
