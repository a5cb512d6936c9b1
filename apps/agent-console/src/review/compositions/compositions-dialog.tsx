import { AppError, type CompositionLayout, type CompositionView, Language, type RecordingDetail } from '@guichet/protocol';
import { Button, Dialog, errorText, Skeleton, StateView } from '@guichet/ui';
import { IconLayoutColumns } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { sentences } from '../../app/parts/sentences.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { CompositionItem } from './composition-item.tsx';
import classes from './compositions.module.css';
import { LayoutPicker } from './layout-picker.tsx';

/** How often what is being made is asked for. */
const REFRESH_MS = 1_000;

interface CompositionsProps {
  readonly recording: RecordingDetail;
  readonly masked: boolean;
}

/** The way to one picture of all parties, for those who may have one made. */
export function CompositionsButton({ recording, masked }: CompositionsProps) {
  const { t } = useTexts();
  const staff = useSignedIn();
  const [open, setOpen] = useState(false);
  const allowed = staff !== null && hasRole(staff, 'supervisor', 'reviewer', 'admin');
  const offReason = allowed ? (recording.status === 'ready' ? null : t('compositions.notReady')) : t('compositions.denied');
  return (
    <>
      <Button
        size="sm"
        icon={<IconLayoutColumns size={16} stroke={1.75} aria-hidden />}
        offReason={offReason}
        onClick={() => setOpen(true)}
      >
        {t('compositions.open')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('compositions.title')}
        text={t('compositions.text')}
        actions={<Button onClick={() => setOpen(false)}>{t('compositions.done')}</Button>}
      >
        <Compositions recording={recording} masked={masked} />
      </Dialog>
    </>
  );
}

function Compositions({ recording: { recordingId }, masked }: CompositionsProps) {
  const { t, language: own } = useTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const [layout, setLayout] = useState<CompositionLayout>('side-by-side');
  const [language, setLanguage] = useState<Language>(own);
  const [busy, setBusy] = useState<string | null>(null);
  const queryKey = ['compositions', recordingId];
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => http.request('compositions.list', { params: { recordingId }, signal }),
    refetchInterval: ({ state }) => (state.data?.compositions.some(isOpen) === true ? REFRESH_MS : false),
  });
  const compositions = query.data?.compositions ?? [];
  const there = compositions.find((known) => known.layout === layout && known.language === language);

  const change = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    setBusy(what);
    try {
      await work();
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), own));
    } finally {
      // Whatever came of it: the list says how things stand.
      await queries.invalidateQueries({ queryKey });
      setBusy(null);
    }
  };
  const make = (body: { layout: CompositionLayout; language: Language }, what: string) =>
    change(what, () => http.request('compositions.request', { params: { recordingId }, body }));

  return (
    <div className={classes['panel']}>
      <LayoutPicker layout={layout} onChange={setLayout} />
      <div className={classes['order']}>
        <fieldset className={classes['languages']}>
          <legend>{t('compositions.language')}</legend>
          {Language.options.map((option) => (
            <label key={option}>
              <input type="radio" name="language" value={option} checked={language === option} onChange={() => setLanguage(option)} />
              {t(`compositions.language.${option}`)}
            </label>
          ))}
        </fieldset>
        <Button
          kind="primary"
          busy={busy === 'make'}
          offReason={there !== undefined && (isOpen(there) || there.status === 'ready') ? t('compositions.there') : null}
          onClick={() => void make({ layout, language }, 'make')}
        >
          {t('compositions.make')}
        </Button>
      </div>
      <h3 className={classes['heading']}>{t('compositions.list')}</h3>
      <List {...{ query, compositions, masked, busy, change }} onAgain={(row) => void make(row, row.compositionId)} />
    </div>
  );
}

interface ListProps {
  readonly query: { readonly isPending: boolean; readonly error: unknown; readonly refetch: () => unknown };
  readonly compositions: readonly CompositionView[];
  readonly masked: boolean;
  readonly busy: string | null;
  readonly change: (what: string, work: () => Promise<unknown>) => Promise<void>;
  readonly onAgain: (composition: CompositionView) => void;
}

function List({ query, compositions, masked, busy, change, onAgain }: ListProps) {
  const { t, language } = useTexts();
  const { http } = useServices();
  const staff = useSignedIn();
  if (query.error !== null && compositions.length === 0) {
    const error = AppError.from(query.error);
    return (
      <StateView
        kind="error"
        compact
        title={t('compositions.loadFailed')}
        detail={sentences(language, errorText(error, language), t('compositions.loadFailedDetail'))}
        action={<Button onClick={() => void query.refetch()}>{t('app.retry')}</Button>}
      />
    );
  }
  if (query.isPending) return <Skeleton rows={2} />;
  if (compositions.length === 0)
    return <StateView kind="empty" compact title={t('compositions.none')} detail={t('compositions.noneDetail')} />;
  return (
    <ul className={classes['list']}>
      {compositions.map((composition) => {
        const { compositionId, recordingId } = composition;
        const cancel = () => http.request('compositions.cancel', { params: { recordingId, compositionId }, body: {} });
        return (
          <CompositionItem
            key={compositionId}
            {...{ composition, masked }}
            viewer={`${staff?.displayName ?? ''} ${staff?.staffNumber ?? ''}`.trim()}
            busy={busy === compositionId}
            onCancel={() => void change(compositionId, cancel)}
            onAgain={() => onAgain(composition)}
          />
        );
      })}
    </ul>
  );
}

const isOpen = ({ status }: CompositionView): boolean => status === 'waiting' || status === 'running';
