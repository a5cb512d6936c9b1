import { Tag } from '@guichet/ui';
import type { IdentityDocumentStaffView } from '@guichet/workflow/views';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

const TONES = { pass: 'ok', fail: 'danger', warn: 'warn', not_evaluated: 'none' } as const;

/** What was held against the document beside what stands on it; what nobody could check says so. */
export function Beside({ view: { beside, isLookedUp } }: { readonly view: IdentityDocumentStaffView }) {
  const { t, language } = useFlowTexts();
  if (beside.length === 0) return null;
  return (
    <section className={classes['beside']} aria-label={t('identity.beside')} aria-busy={isLookedUp}>
      <h3>{t('identity.beside')}</h3>
      <ul role="status">
        {beside.map(({ key, title, result, finding }) => (
          <li key={key} data-result={result}>
            <span>{title[language]}</span>
            <Tag tone={TONES[result]}>{isLookedUp && result === 'not_evaluated' ? t('identity.lookingUp') : t(`identity.${result}`)}</Tag>
            {finding !== null && <small>{finding[language]}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}
