import { IconAlertTriangle, IconArrowRight, IconCircleCheck, IconCircleX, IconPointFilled } from '@tabler/icons-react';
import type { EventDescription } from './describe-event.ts';
import classes from './event-log.module.css';

const ICONS = {
  neutral: IconPointFilled,
  brand: IconArrowRight,
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  danger: IconCircleX,
} as const;

export function EventIcon({ tone }: { readonly tone: EventDescription['tone'] }) {
  const Icon = ICONS[tone];
  return <Icon className={classes[tone]} size={16} stroke={1.75} aria-hidden />;
}
