import { classNames, formatWait } from '@guichet/ui';
import type { ReactNode } from 'react';
import { isLabelledBefore, isNarrow, labelGroups } from './label-groups.ts';
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

interface CardsProps<T> {
  readonly view: ViewSpan;
  readonly look: string;
  readonly of: readonly T[];
  readonly textOf: (one: T) => string;
  /** What more there is to say of it, for the tooltip. */
  readonly detailOf?: (one: T) => string;
  /** Whether it says more than others that share a label with it; else the first of them names them all. */
  readonly leads?: (one: T) => boolean;
  readonly onGo: (atMs: number) => void;
}

/** Stretches with a label each; several for whose labels there is no room share one that says how many they are. */
export function Cards<T extends { readonly fromMs: number; readonly untilMs: number }>(props: CardsProps<T>) {
  const { view, look, of, textOf, detailOf = textOf, leads = () => false, onGo } = props;
  return labelGroups(of, view).map((group) => {
    const [first] = group;
    const untilMs = Math.max(...group.map((one) => one.untilMs));
    const beside = isNarrow({ fromMs: first.fromMs, untilMs }, view);
    const named = textOf(group.find(leads) ?? first);
    const text = group.length === 1 ? named : `${named} +${group.length - 1}`;
    const details = group.map((one) => `${formatWait(Math.max(0, one.fromMs))} ${detailOf(one)}`);
    // Whoever speaks to the page names what they see: it is part of the name.
    const label = details.join('\n').includes(text) ? details : [text, ...details];
    return (
      <Block key={first.fromMs} fromMs={first.fromMs} label={label.join('\n')} {...{ view, look, onGo, untilMs }}>
        <span className={classNames(beside && classes['beside'], isLabelledBefore(first.fromMs, view) && classes['before'])}>{text}</span>
      </Block>
    );
  });
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
