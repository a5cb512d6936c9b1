import { classNames } from '@guichet/ui';
import { IconAlertTriangle, IconInfoCircle, IconPlayerStopFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './banner.module.css';

const ICONS = { info: IconInfoCircle, warn: IconAlertTriangle, danger: IconPlayerStopFilled } as const;

interface BannerProps {
  readonly tone: keyof typeof ICONS;
  readonly title: string;
  readonly detail?: ReactNode;
  readonly action?: ReactNode;
}

/** A state of the whole page that must not be missed; it pushes content down and covers nothing. */
export function Banner({ tone, title, detail, action }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={classNames(classes['banner'], classes[tone])} role={tone === 'info' ? 'status' : 'alert'} data-banner={tone}>
      <Icon size={20} stroke={1.6} aria-hidden />
      <p className={classes['text']}>
        <strong>{title}</strong>
        {detail}
      </p>
      {action}
    </div>
  );
}
