import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classNames } from './class-names.ts';
import classes from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  /** Asked for with Escape or by the platform's back gesture; the caller decides. */
  readonly onClose: () => void;
  readonly title: string;
  readonly text?: string | undefined;
  /** `side` docks at the lower right with no scrim, so that neither picture nor recording indicator is covered. */
  readonly placement?: 'centre' | 'side' | undefined;
  /** The way out first, the action last. */
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}

/** A modal question on the platform's own `<dialog>`: focus stays inside, Escape closes, focus returns to where it was. */
export function Dialog({ open, onClose, title, text, placement = 'centre', actions, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      className={classNames(classes['dialog'], placement === 'side' && classes['side'])}
      aria-labelledby={`${id}-title`}
      aria-describedby={text === undefined ? undefined : `${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      {open && (
        <>
          <h2 className={classes['title']} id={`${id}-title`}>
            {title}
          </h2>
          {text !== undefined && (
            <p className={classes['text']} id={`${id}-text`}>
              {text}
            </p>
          )}
          {children !== undefined && <div className={classes['body']}>{children}</div>}
          <div className={classes['actions']}>{actions}</div>
        </>
      )}
    </dialog>
  );
}
