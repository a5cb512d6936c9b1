import { AppError, type StaffView } from '@guichet/protocol';
import { Button, errorText, Skeleton, StateView } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { LocalCopies } from '../drafts/local-copies.ts';
import { usePresence } from '../drafts/use-presence.ts';
import { loadFlow, type LoadedFlow } from './load-flow.ts';
import classes from './tests-view.module.css';
import { Simulator } from './simulator.tsx';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';

interface SimulatePageProps {
  readonly flow: string;
  /** A version to be tried instead of the latest. */
  readonly version: number | null;
}

export function SimulatePage({ flow, version }: SimulatePageProps) {
  const { t: app } = useTexts();
  const { t, language } = useSimulateTexts();
  const { http } = useServices();
  const staff = useSignedIn();
  const staffId = staff?.staffId ?? null;
  const loaded = useQuery({
    queryKey: ['simulate', staffId, flow, version],
    queryFn: ({ signal }) => loadFlow(http, { flow, version, copies: new LocalCopies(staffId ?? '') }, signal),
    enabled: staffId !== null,
    // What is being tried must not be replaced under somebody's hands; coming here again reads it anew.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  useTitle(t('title', { flow: loaded.data?.kind === 'ready' ? loaded.data.draft.title[language] : flow }));
  if (staff === null) return null;
  if (loaded.data === undefined) {
    if (loaded.error === null)
      return (
        <div className={classes['empty']}>
          <Skeleton rows={8} />
        </div>
      );
    const error = AppError.from(loaded.error);
    return (
      <StateView
        kind={error.code === 'forbidden' ? 'denied' : 'error'}
        title={t('page.loadFailed')}
        detail={errorText(error, language)}
        code={error.code.toUpperCase()}
        action={<Button onClick={() => void loaded.refetch()}>{app('app.retry')}</Button>}
      />
    );
  }
  return <Loaded flow={flow} staff={staff} loaded={loaded.data} />;
}

interface LoadedProps {
  readonly flow: string;
  readonly staff: StaffView;
  readonly loaded: LoadedFlow;
}

function Loaded({ flow, staff, loaded }: LoadedProps) {
  const { t, language } = useSimulateTexts();
  if (loaded.kind === 'ready') return <Ready loaded={loaded} staff={staff} />;
  const back = (
    <Link to="/flows/$flow" params={{ flow }}>
      {t('page.mend')}
    </Link>
  );
  if (loaded.kind === 'none')
    return <StateView kind="empty" title={t('page.loadFailed')} detail={t('page.noFlow', { flow })} action={back} />;
  return (
    <StateView
      kind="error"
      title={t('page.problems', { count: loaded.problems.length })}
      detail={loaded.problems
        .slice(0, 3)
        .map(({ message }) => message[language])
        .join(' ')}
      action={back}
    />
  );
}

function Ready({ loaded, staff }: { readonly loaded: Extract<LoadedFlow, { kind: 'ready' }>; readonly staff: StaffView }) {
  const { t } = useSimulateTexts();
  const { flow, draft, version, isLatest } = loaded;
  const mayEdit = hasRole(staff, 'designer', 'admin') && isLatest;
  const lock = usePresence(draft.key, staff.staffId, mayEdit);
  const offReason = (): string | null => {
    if (version === null) return t('lock.new');
    if (!isLatest) return t('lock.old');
    if (!mayEdit) return t('lock.needed');
    if (lock.held === 'own') return null;
    if (lock.held === 'elsewhere') return t('lock.elsewhere');
    const name = lock.presence?.lock?.holder.name;
    return name === undefined ? t('lock.needed') : t('lock.held', { name });
  };
  return <Simulator flow={flow} draft={draft} version={version} page={lock.page} offReason={offReason()} />;
}
