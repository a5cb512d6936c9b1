import { AppError, type SessionId, type StaffId } from '@guichet/protocol';
import { Button, classNames, Dialog, Dot, errorText, Field, Skeleton, StateView } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { STATUS_DOTS } from '../desk/status-dots.ts';
import { useAsk } from '../use-ask.ts';
import { type ColleagueView, matchingColleagues } from './colleagues.ts';
import classes from './transfer-dialog.module.css';

const LONGEST_NOTE = 500;

interface TransferDialogProps {
  readonly open: boolean;
  readonly sessionId: SessionId;
  readonly onClose: () => void;
}

/** Ask a colleague into the call; the hand-over itself is completed once they are there. */
export function TransferDialog({ open, sessionId, onClose }: TransferDialogProps) {
  const { t } = useTexts();
  const { ask, busy } = useAsk();
  const [to, setTo] = useState<StaffId | null>(null);
  const [note, setNote] = useState('');
  const close = () => {
    setTo(null);
    setNote('');
    onClose();
  };
  const send = async () => {
    if (to === null) return;
    const reply = await ask('transfer.request', { sessionId, to, note: note.trim() === '' ? null : note.trim() });
    if (reply !== null) close();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      placement="side"
      title={t('transfer.title')}
      text={t('transfer.lead')}
      actions={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button kind="primary" busy={busy} offReason={to === null ? t('transfer.choose') : null} onClick={() => void send()}>
            {t('transfer.send')}
          </Button>
        </>
      }
    >
      <div className={classes['body']}>
        <Colleagues chosen={to} onChoose={setTo} />
        <Field label={t('transfer.note')}>
          {(control) => (
            <textarea
              {...control}
              rows={2}
              maxLength={LONGEST_NOTE}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function Colleagues({ chosen, onChoose }: { readonly chosen: StaffId | null; readonly onChoose: (staffId: StaffId) => void }) {
  const { t, language } = useTexts();
  const { desk } = useServices();
  const [search, setSearch] = useState('');
  const colleagues = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => desk.ask('colleagues.list', {}),
    refetchInterval: 3_000,
    staleTime: 0,
  });

  if (colleagues.data === undefined) {
    if (colleagues.error === null) return <Skeleton rows={3} />;
    return (
      <StateView
        kind="error"
        compact
        title={t('transfer.loadFailed')}
        detail={errorText(colleagues.error, language)}
        code={AppError.from(colleagues.error).code.toUpperCase()}
        action={
          <Button size="sm" onClick={() => void colleagues.refetch()}>
            {t('app.retry')}
          </Button>
        }
      />
    );
  }
  const all = colleagues.data.colleagues;
  if (all.length === 0) return <StateView kind="empty" compact title={t('transfer.empty')} detail={t('transfer.emptyDetail')} />;
  const shown = matchingColleagues(all, search, language);
  return (
    <>
      <Field label={t('transfer.search')}>
        {(control) => <input {...control} type="search" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />}
      </Field>
      <div className={classes['list']} role="radiogroup" aria-label={t('transfer.choose')}>
        {shown.length === 0 && <StateView kind="empty" compact title={t('transfer.noMatch')} />}
        {shown.map((colleague) => (
          <ColleagueOption key={colleague.staffId} colleague={colleague} checked={chosen === colleague.staffId} onChoose={onChoose} />
        ))}
      </div>
    </>
  );
}

interface ColleagueOptionProps {
  readonly colleague: ColleagueView;
  readonly checked: boolean;
  readonly onChoose: (staffId: StaffId) => void;
}

function ColleagueOption({ colleague, checked, onChoose }: ColleagueOptionProps) {
  const { t, language } = useTexts();
  const { staffId, displayName, skills, status } = colleague;
  const free = status === 'idle';
  return (
    <label className={classNames(classes['option'], !free && classes['off'])} title={free ? undefined : t('transfer.notIdle')}>
      <input type="radio" name="colleague" value={staffId} checked={checked && free} disabled={!free} onChange={() => onChoose(staffId)} />
      <span className={classes['avatar']} aria-hidden>
        {[...displayName][0]}
      </span>
      <span className={classes['who']}>
        {displayName}
        <small>{skills.map(({ name }) => name[language]).join(' · ')}</small>
      </span>
      <span className={classes['status']}>
        <Dot tone={STATUS_DOTS[status]} />
        {t(`status.${status}`)}
      </span>
    </label>
  );
}
