import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import type { ToastStore } from './toast-store.ts';
import classes from './toast.module.css';

const ICONS = { info: IconInfoCircle, ok: IconCircleCheck, warn: IconAlertTriangle, danger: IconAlertCircle } as const;

interface ToastRegionProps {
  readonly store: ToastStore;
  /**
   * `corner`: over the page; `className` moves it to where it covers neither picture nor recording indicator. `top`: a bar before the page that
   * takes its room instead of lying over it, for screens on which there is no place that nobody has to press.
   */
  readonly placement?: 'corner' | 'top';
  readonly className?: string | undefined;
}

/** Where the messages of a page appear. */
export function ToastRegion({ store, placement = 'corner', className }: ToastRegionProps) {
  const { t } = useUiTexts();
  const large = placement === 'top';
  const messages = useSyncExternalStore(store.subscribe, store.messages);
  return (
    <section className={classNames(classes['region'], classes[placement], className)} aria-label={t('toast.region')} aria-live="polite">
      {messages.map(({ id, tone, text }) => {
        const Icon = ICONS[tone];
        return (
          <div key={id} className={classNames(classes['toast'], classes[tone])} role={tone === 'danger' ? 'alert' : undefined}>
            <Icon size={large ? 20 : 16} stroke={1.75} aria-hidden />
            <p>{text}</p>
            <IconButton
              kind="quiet"
              size={large ? 'touch' : 'sm'}
              className={classes['close']}
              label={t('toast.dismiss')}
              icon={<IconX size={large ? 20 : 14} stroke={2} aria-hidden />}
              onClick={() => store.dismiss(id)}
            />
          </div>
        );
      })}
    </section>
  );
}
