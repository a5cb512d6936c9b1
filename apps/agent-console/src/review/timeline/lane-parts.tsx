import { classNames } from '@guichet/ui';
import type { ReactNode } from 'react';
import classes from './lanes.module.css';
import { percentIn, placeIn, type ViewSpan } from './view-span.ts';

interface BlockProps {
  readonly view: ViewSpan;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What it is, for the tooltip and for whoever does not see it. */
  readonly label: string;
  readonly look: string;
  readonly isNow?: boolean;
  readonly onGo: (atMs: number) => void;
  readonly children?: ReactNode;
}

/** A stretch on a lane; pressing it leads to its beginning. */
export function Block({ view, fromMs, untilMs, label, look, isNow = false, onGo, children }: BlockProps) {
  const place = placeIn(view, fromMs, untilMs);
  if (place === null) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classNames(classes['block'], classes[look], isNow && classes['blockNow'])}
      style={place}
      title={label}
      aria-label={label}
      data-block={look}
      onClick={(event) => {
        event.stopPropagation();
        onGo(fromMs);
      }}
    >
      {children}
    </button>
  );
}

interface MarkProps {
  readonly view: ViewSpan;
  readonly atMs: number;
  readonly label: string;
  readonly look: string;
  readonly onGo: (atMs: number) => void;
  readonly children?: ReactNode;
}

/** A moment on a lane. */
export function Mark({ view, atMs, label, look, onGo, children }: MarkProps) {
  const left = percentIn(view, atMs);
  if (left < 0 || left > 100) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classNames(classes['mark'], classes[look])}
      style={{ insetInlineStart: `${left}%` }}
      title={label}
      aria-label={label}
      data-mark={look}
      onClick={(event) => {
        event.stopPropagation();
        onGo(atMs);
      }}
    >
      {children}
    </button>
  );
}
