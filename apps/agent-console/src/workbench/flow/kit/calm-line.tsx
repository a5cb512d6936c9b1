import { IconHourglass } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './kit.module.css';

interface CalmLineProps {
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

/** One line on a step that asks nothing of the reader. */
export function CalmLine({ icon, children }: CalmLineProps) {
  return (
    <p className={classes['calm']} role="status">
      {icon ?? <IconHourglass size={16} stroke={1.75} aria-hidden />}
      <span>{children}</span>
    </p>
  );
}
