import { IconAlertCircle, IconInbox, IconLock, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import { classNames } from './class-names.ts';
import classes from './state-view.module.css';

const ICONS = { empty: IconInbox, error: IconAlertCircle, offline: IconWifiOff, denied: IconLock } as const;

interface StateViewProps {
  /** `empty` says what will appear; `error` what failed and what is not affected; `denied` which permission is missing. */
  readonly kind: keyof typeof ICONS;
  readonly title: string;
  readonly detail?: string | undefined;
  /** Code of the error, for whoever is asked for help. */
  readonly code?: string | undefined;
  readonly icon?: ReactNode;
  /** A button: retry, reconnect, ask for the permission. */
  readonly action?: ReactNode;
  readonly compact?: boolean | undefined;
}

export function StateView({ kind, title, detail, code, icon, action, compact }: StateViewProps) {
  const Icon = ICONS[kind];
  return (
    <div
      className={classNames(classes['state'], compact === true && classes['compact'])}
      role={kind === 'error' ? 'alert' : undefined}
      data-state={kind}
    >
      {icon ?? <Icon size={24} stroke={1.6} aria-hidden />}
      <p className={classes['title']}>{title}</p>
      {detail !== undefined && <p className={classes['detail']}>{detail}</p>}
      {code !== undefined && <p className={classes['code']}>{code}</p>}
      {action !== undefined && <div className={classes['action']}>{action}</div>}
    </div>
  );
}

/** Stands in for content of the same height; shows itself after 300 ms, so that a quick answer does not flash. */
export function Skeleton({ rows = 3 }: { readonly rows?: number | undefined }) {
  const { t } = useUiTexts();
  return (
    <div className={classes['skeleton']} role="status" data-state="loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} />
      ))}
      <span className="visually-hidden">{t('state.loading')}</span>
    </div>
  );
}
