import { Tag } from '@guichet/ui';
import type { IdentityDocumentStaffView } from '@guichet/workflow/views';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

const TONES = { pass: 'ok', fail: 'danger', warn: 'warn', not_evaluated: 'none' } as const;

/** What was held against the document beside what stands on it; what nobody could check says so. */
export function Beside({ view: { beside, isLookedUp, numberRead } }: { readonly view: IdentityDocumentStaffView }) {
  const { t, language } = useFlowTexts();
  if (beside.length === 0) return null;
  const outcome = ({ key, result }: (typeof beside)[number]) => {
    if (key === 'number_read' && numberRead === 'listening') return t('identity.listening');
    return isLookedUp && result === 'not_evaluated' ? t('identity.lookingUp') : t(`identity.${result}`);
  };
  return (
    <section className={classes['beside']} aria-label={t('identity.beside')} aria-busy={isLookedUp}>
      <h3>{t('identity.beside')}</h3>
      <ul role="status">
        {beside.map((check) => (
          <li key={check.key} data-result={check.result}>
            <span>{check.title[language]}</span>
            <Tag tone={TONES[check.result]}>{outcome(check)}</Tag>
            {check.finding !== null && <small>{check.finding[language]}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}
