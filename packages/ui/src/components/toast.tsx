import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import type { ToastStore } from './toast-store.ts';
import classes from './toast.module.css';

const ICONS = { info: IconInfoCircle, ok: IconCircleCheck, warn: IconAlertTriangle, danger: IconAlertCircle } as const;

/** Where the messages of a page appear; `className` moves it to where it covers neither picture nor recording indicator. */
export function ToastRegion({ store, className }: { readonly store: ToastStore; readonly className?: string | undefined }) {
  const { t } = useUiTexts();
  const messages = useSyncExternalStore(store.subscribe, store.messages);
  return (
    <section className={classNames(classes['region'], className)} aria-label={t('toast.region')} aria-live="polite">
      {messages.map(({ id, tone, text }) => {
        const Icon = ICONS[tone];
        return (
          <div key={id} className={classNames(classes['toast'], classes[tone])} role={tone === 'danger' ? 'alert' : undefined}>
            <Icon size={16} stroke={1.75} aria-hidden />
            <p>{text}</p>
            <IconButton
              kind="quiet"
              size="sm"
              className={classes['close']}
              label={t('toast.dismiss')}
              icon={<IconX size={14} stroke={2} aria-hidden />}
              onClick={() => store.dismiss(id)}
            />
          </div>
        );
      })}
    </section>
  );
}
