import { Button } from '@guichet/ui';
import { useEffect, useRef } from 'react';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './signing.module.css';

const REASONS = ['read_later', 'disagrees', 'content_wrong', 'other'] as const;

/** Not signing is as good an answer as signing; the reason is asked for, and there is a way back. */
export function Declining({ act, busy, onClose }: Pick<StepPartProps, 'act' | 'busy'> & { readonly onClose: () => void }) {
  const { t } = useStepTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <h3 ref={heading} tabIndex={-1} className={classes['title']}>
        {t('document.whyNot')}
      </h3>
      {REASONS.map((reason) => (
        <Button key={reason} size="xl" wide busy={busy} onClick={() => void act('decline', { reason })}>
          {t(`document.decline.${reason}`)}
        </Button>
      ))}
      <Button kind="quiet" size="touch" onClick={onClose}>
        {t('document.backToIt')}
      </Button>
    </>
  );
}
