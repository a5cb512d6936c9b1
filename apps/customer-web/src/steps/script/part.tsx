import { Button, classNames } from '@guichet/ui';
import { ScriptView } from '@guichet/workflow/views';
import { IconCheck, IconVolume } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { AtHand } from '../flow/at-hand.tsx';
import { ReadAloud } from '../flow/read-aloud.tsx';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** The lines that are read to the customer: the present one large, the others in sight; the answer stands under the line it belongs to. */
export function Part({ step, act, busy }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { lines, left, mayAcknowledge } = ScriptView.parse(step.view);
  const current = lines.find(({ status }) => status === 'current' || status === 'read');
  const here = useRef<HTMLLIElement>(null);
  // Again when the answers come: they stand over the foot of the sheet.
  useEffect(() => {
    void here.current?.scrollIntoView({ block: 'nearest' });
  }, [current?.key, mayAcknowledge]);
  return (
    <>
      <p className={classes['left']} role="status">
        {t('script.left', { count: left })}
      </p>
      <ol className={classes['lines']}>
        {lines.map(({ key, text, status }) => (
          <li
            key={key}
            ref={key === current?.key ? here : null}
            className={classNames(classes['line'], key === current?.key && classes['now'])}
            data-status={status}
            aria-current={key === current?.key ? 'step' : undefined}
          >
            {status === 'done' ? <IconCheck size={20} stroke={2} aria-hidden /> : <IconVolume size={20} stroke={1.6} aria-hidden />}
            <span>{text[language]}</span>
          </li>
        ))}
      </ol>
      {current !== undefined && <ReadAloud text={current.text[language]} />}
      {current !== undefined && mayAcknowledge && current.acknowledge && (
        <AtHand>
          <Button size="xl" busy={busy} onClick={() => void act('ask_again', { line: current.key })}>
            {t('script.again')}
          </Button>
          <Button kind="primary" size="xl" busy={busy} onClick={() => void act('acknowledge', { line: current.key })}>
            {t('script.clear')}
          </Button>
        </AtHand>
      )}
    </>
  );
}
