import { AppError } from '@guichet/protocol';
import { Button, errorText, formatTimeOfDay } from '@guichet/ui';
import { Banner } from '../../app/parts/banner.tsx';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import classes from '../designer.module.css';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import type { DraftSaver } from './draft-saver.ts';
import type { LocalCopy } from './local-copies.ts';
import type { LockState } from './use-presence.ts';

interface DraftBannersProps {
  readonly staffId: string;
  readonly lock: LockState;
  readonly saver: DraftSaver;
  readonly mayEdit: boolean;
  /** What this computer kept, and what no longer fits to what the counter has. */
  readonly kept: LocalCopy | null;
  readonly onKept: (choice: 'mine' | 'theirs') => void;
  readonly onTheirs: () => void;
}

/** Whoever else edits, asks, or has saved something: said before anything could be overwritten. */
export function DraftBanners({ staffId, lock, saver, mayEdit, kept, onKept, onTheirs }: DraftBannersProps) {
  const { t, language } = useDesignerTexts();
  const { toasts } = useServices();
  const state = useStore(saver.state);
  const held = lock.presence?.lock ?? null;
  const time = (at: number) => formatTimeOfDay(at).slice(0, 5);
  const tried = (work: () => Promise<void>) => () =>
    void work().catch((thrown: unknown) => toasts.show('danger', errorText(AppError.from(thrown), language)));
  if (kept !== null) {
    return (
      <Banner
        tone="warn"
        title={t('restore.both')}
        detail={t('restore.bothDetail', { time: time(kept.at) })}
        action={
          <span className={classes['choice']}>
            <Button size="sm" onClick={() => onKept('theirs')}>
              {t('restore.theirs')}
            </Button>
            <Button size="sm" kind="primary" offReason={lock.held === 'own' ? null : t('restore.notYet')} onClick={() => onKept('mine')}>
              {t('restore.mine')}
            </Button>
          </span>
        }
      />
    );
  }
  if (state.kind === 'changed') {
    const hash = lock.presence?.latest?.hash;
    const by = lock.presence?.latest?.changedBy?.name ?? t('lock.somebody');
    return (
      <Banner
        tone="warn"
        title={t('changed.title', { name: by })}
        detail={t('changed.detail')}
        action={
          <span className={classes['choice']}>
            <Button size="sm" onClick={onTheirs}>
              {t('restore.theirs')}
            </Button>
            {hash !== undefined && (
              <Button size="sm" kind="primary" onClick={() => void saver.saveOver(hash)}>
                {t('restore.mine')}
              </Button>
            )}
          </span>
        }
      />
    );
  }
  if (!mayEdit || held === null) return null;
  if (lock.held === 'own' && held.askedBy !== null) {
    return (
      <Banner
        tone="info"
        title={t('lock.asked', { name: held.askedBy.name })}
        detail={t('lock.askedDetail')}
        action={
          <Button
            size="sm"
            onClick={tried(async () => {
              await saver.save();
              await lock.handOver();
            })}
          >
            {t('lock.handOver')}
          </Button>
        }
      />
    );
  }
  if (lock.held === 'elsewhere') {
    return (
      <Banner
        tone="info"
        title={t('lock.elsewhere')}
        detail={t('lock.elsewhereDetail')}
        action={
          <Button size="sm" onClick={tried(lock.takeOver)}>
            {t('lock.takeOver')}
          </Button>
        }
      />
    );
  }
  if (lock.held !== 'other') return null;
  const hasAsked = held.askedBy?.staffId === staffId;
  return (
    <Banner
      tone="info"
      title={t('lock.other', { name: held.holder.name, time: time(held.since) })}
      detail={t(hasAsked ? 'lock.waiting' : 'lock.otherDetail')}
      action={
        !hasAsked && (
          <Button size="sm" onClick={tried(lock.ask)}>
            {t('lock.ask')}
          </Button>
        )
      }
    />
  );
}
