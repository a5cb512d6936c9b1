import { ConsentView } from '@guichet/workflow/views';
import { IconFileCheck } from '@tabler/icons-react';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** What the customer is asked to agree to, and what happens when they don't: both are answers. */
export function Part({ step }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const { source, title, body, withoutIt, textVersion } = ConsentView.parse(step.view);
  return (
    <>
      {title !== null && <Lead>{title[language]}</Lead>}
      <CustomerSees>{t(source === 'session' ? 'consent.seesNotice' : 'consent.sees')}</CustomerSees>
      {body.length > 0 && (
        <details className={classes['text']}>
          <summary>{t('consent.text', { version: textVersion ?? '' })}</summary>
          {body.map((paragraph) => (
            <p key={paragraph.en}>{paragraph[language]}</p>
          ))}
        </details>
      )}
      {withoutIt !== null && (
        <CalmLine icon={<IconFileCheck size={16} stroke={1.75} aria-hidden />}>
          {t('consent.without')} {withoutIt[language]}
        </CalmLine>
      )}
      <Missing items={[t('consent.missing')]} />
    </>
  );
}
