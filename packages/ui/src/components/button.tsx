import { IconLoader2 } from '@tabler/icons-react';
import { type ComponentPropsWithRef, type MouseEvent, type ReactNode, useId } from 'react';
import { useUiTexts } from '../i18n/use-ui-texts.ts';
import classes from './button.module.css';
import { classNames } from './class-names.ts';

export const BUTTON_KINDS = ['primary', 'secondary', 'quiet', 'danger', 'dangerSolid', 'onVideo'] as const;
export type ButtonKind = (typeof BUTTON_KINDS)[number];
/** `sm` 28 · `md` 32 · `lg` 40 for consoles; `touch` 44 and `xl` 52 for customers (56 and 64 in care mode). */
export type ButtonSize = 'sm' | 'md' | 'lg' | 'touch' | 'xl';

interface Common extends Omit<ComponentPropsWithRef<'button'>, 'disabled'> {
  readonly kind?: ButtonKind | undefined;
  readonly size?: ButtonSize | undefined;
  /** Work is under way: it can't be pressed again and says so. */
  readonly busy?: boolean | undefined;
  /** Off, and why: shown as tooltip and read with the name. The button stays reachable, so that the reason is. */
  readonly offReason?: string | null | undefined;
}

export interface ButtonProps extends Common {
  readonly icon?: ReactNode;
  /** Takes the whole width. */
  readonly wide?: boolean | undefined;
}

export interface IconButtonProps extends Omit<Common, 'children'> {
  readonly icon: ReactNode;
  /** Its name: read aloud and shown as tooltip. */
  readonly label: string;
  readonly round?: boolean | undefined;
}

function useOff({ busy, offReason, onClick, 'aria-describedby': describedBy }: Common) {
  const reasonId = useId();
  const off = busy === true || (offReason !== null && offReason !== undefined);
  const reason = offReason ? (
    <span id={reasonId} hidden>
      {offReason}
    </span>
  ) : null;
  const attributes = {
    'aria-disabled': off || undefined,
    'aria-busy': busy === true || undefined,
    'aria-describedby': classNames(describedBy, offReason ? reasonId : null) || undefined,
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      if (off) event.preventDefault();
      else onClick?.(event);
    },
  };
  return { attributes, reason };
}

const Spinner = () => <IconLoader2 className={classes['spinner']} size={16} stroke={1.75} aria-hidden />;

export function Button(props: ButtonProps) {
  const { kind = 'secondary', size = 'md', busy, offReason, icon, wide, className, children, title, ...rest } = props;
  const { t } = useUiTexts();
  const { attributes, reason } = useOff(props);
  return (
    <button
      type="button"
      {...rest}
      {...attributes}
      title={offReason ?? title}
      className={classNames(classes['button'], classes[kind], classes[size], wide === true && classes['wide'], className)}
    >
      {busy === true ? <Spinner /> : icon}
      {children}
      {busy === true && <span className="visually-hidden">{t('busy')}</span>}
      {reason}
    </button>
  );
}

export function IconButton(props: IconButtonProps) {
  const { kind = 'secondary', size = 'md', busy, offReason, icon, label, round, className, ...rest } = props;
  const { attributes, reason } = useOff(props);
  return (
    <button
      type="button"
      {...rest}
      {...attributes}
      aria-label={label}
      title={offReason ? `${label}: ${offReason}` : label}
      className={classNames(
        classes['button'],
        classes['icon'],
        classes[kind],
        classes[size],
        round === true && classes['round'],
        className,
      )}
    >
      {busy === true ? <Spinner /> : icon}
      {reason}
    </button>
  );
}
