import { IconCheck, IconListDetails } from '@tabler/icons-react';
import { useFlowTexts } from '../texts/use-flow-texts.ts';
import classes from './kit.module.css';

/** What a step still waits for, by name; or that nothing is missing. */
export function Missing({ items }: { readonly items: readonly string[] }) {
  const { t } = useFlowTexts();
  if (items.length === 0)
    return (
      <p className={classes['whole']} role="status">
        <IconCheck size={16} stroke={1.75} aria-hidden />
        {t('kit.nothingMissing')}
      </p>
    );
  return (
    <section className={classes['missing']} aria-label={t('kit.missing')} aria-live="polite">
      <IconListDetails size={16} stroke={1.75} aria-hidden />
      <h3>{t('kit.missing')}</h3>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}
