import { AppError, type FlowReplayView, type FlowVersionView } from '@guichet/protocol';
import { Button, Dialog, errorText, Field, Skeleton, StateView } from '@guichet/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { HttpReply } from '../../app/http-client.ts';
import { useServices } from '../../app/services.ts';
import { type Draft, nodeOf, readDraft, titleOf } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

const REFRESH_MS = 700;
const HOW_MANY = [20, 100, 500] as const;

interface ReplaysDialogProps {
  readonly flow: string;
  /** Against which past runs are run again. */
  readonly shown: FlowVersionView;
  readonly versions: readonly FlowVersionView[];
  readonly onClose: () => void;
}

/** Time travel: what people did in past sessions, done again with another version, and what would have come of it. */
export function ReplaysDialog({ flow, shown, versions, onClose }: ReplaysDialogProps) {
  const { t, language } = useDesignerTexts();
  const { http } = useServices();
  const past = versions.filter(({ publishedAt, version }) => publishedAt !== null && version !== shown.version);
  const [version, setVersion] = useState(past[0]?.version ?? shown.version);
  const [limit, setLimit] = useState<number>(HOW_MANY[1]);
  const [started, setStarted] = useState<FlowReplayView | null>(null);
  const read = useQuery({
    queryKey: ['flow-version', flow, shown.version, shown.hash],
    queryFn: ({ signal }) => http.request('flows.read', { params: { flow, version: String(shown.version) }, signal }),
  });
  const begin = useMutation({
    mutationFn: (definition: HttpReply<'flows.read'>['definition']) =>
      http.request('flows.replayRuns', { params: { flow }, body: { definition, version, limit } }),
    onSuccess: ({ replay }) => setStarted(replay),
  });
  const going = useQuery({
    queryKey: ['flow-replay', started?.replayId],
    queryFn: ({ signal }) => http.request('flows.replay', { params: { flow, replayId: started?.replayId as string }, signal }),
    enabled: started !== null,
    refetchInterval: ({ state }) => (state.data?.replay.status === 'running' || state.data === undefined ? REFRESH_MS : false),
  });
  const replay = going.data?.replay ?? started;
  const draft = useMemo(() => {
    const parsed = read.data === undefined ? null : readDraft(read.data.definition);
    return parsed?.ok === true ? parsed.draft : null;
  }, [read.data]);
  const error = read.error ?? begin.error ?? going.error;
  const isRunning = begin.isPending || replay?.status === 'running';
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('replays.title', { version: shown.version })}
      text={t('replays.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button
            kind="primary"
            busy={isRunning}
            offReason={draft === null ? t('replays.loading') : null}
            onClick={() => read.data !== undefined && begin.mutate(read.data.definition)}
          >
            {t('replays.run')}
          </Button>
        </>
      }
    >
      <div className={classes['positions']} data-replays>
        <div className={classes['two']}>
          <Field label={t('replays.of')}>
            {(control) => (
              <select {...control} value={version} onChange={(event) => setVersion(Number(event.currentTarget.value))}>
                {(past.length === 0 ? [shown] : past).map((each) => (
                  <option key={each.version} value={each.version}>
                    v{each.version}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('replays.howMany')}>
            {(control) => (
              <select {...control} value={limit} onChange={(event) => setLimit(Number(event.currentTarget.value))}>
                {HOW_MANY.map((each) => (
                  <option key={each} value={each}>
                    {t('replays.newest', { count: each })}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        {error !== null && (
          <p className={classes['error']} role="alert">
            {errorText(AppError.from(error), language)}
          </p>
        )}
        {replay === null ? <p className={classes['quiet']}>{t('replays.before')}</p> : <Result replay={replay} draft={draft} />}
      </div>
    </Dialog>
  );
}

function Result({ replay, draft }: { readonly replay: FlowReplayView; readonly draft: Draft | null }) {
  const { t, language } = useDesignerTexts();
  const { status, total, done, same, erased, otherwise } = replay;
  const stepAt = (path: string): string => {
    const [id = path, ...rest] = path.split('/');
    const node = draft === null ? undefined : nodeOf(draft, id);
    return [node === undefined ? id : titleOf(node)[language], ...rest].join(' / ');
  };
  const outcome = (name: string): string => t.orName('port', name);
  if (status === 'failed') return <StateView kind="error" compact title={t('replays.failed')} />;
  if (status === 'running') {
    return (
      <div role="status">
        <p className={classes['quiet']}>{t('replays.running', { done, total })}</p>
        <Skeleton rows={3} />
      </div>
    );
  }
  if (total === 0) return <StateView kind="empty" compact title={t('replays.none')} detail={t('replays.noneDetail')} />;
  return (
    <>
      <p className={classes['quiet']} role="status" data-replayed={done}>
        {t('replays.same', { same, total: done })}
        {erased > 0 && ` ${t('replays.erased', { count: erased })}`}
      </p>
      {otherwise.length > 0 && (
        <div className={classes['replayed']} tabIndex={0} role="group" aria-label={t('replays.otherwise', { count: otherwise.length })}>
          <table className={classes['figures']}>
            <caption>{t('replays.otherwise', { count: otherwise.length })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('replays.session')}</th>
                <th scope="col">{t('replays.was')}</th>
                <th scope="col">{t('replays.now')}</th>
                <th scope="col">{t('replays.parted')}</th>
              </tr>
            </thead>
            <tbody>
              {otherwise.map(({ sessionId, sessionNumber, was, now, waitingAt, partedAt }) => (
                <tr key={sessionId}>
                  <th scope="row" className="num">
                    {sessionNumber}
                  </th>
                  <td>{outcome(was)}</td>
                  <td>{now === null ? t('replays.waits', { step: waitingAt.map(stepAt).join(', ') }) : outcome(now)}</td>
                  <td>{partedAt === null ? t('replays.end') : stepAt(partedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
