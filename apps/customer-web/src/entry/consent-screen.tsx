import type { CustomerSessionView } from '@guichet/protocol';
import { IconDeviceMobileCheck, IconReceipt, IconUsers, IconUserScreen } from '@tabler/icons-react';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { ConsentForm } from './consent-form.tsx';
import classes from './consent-screen.module.css';

const STEPS = [
  { key: 'check', Icon: IconDeviceMobileCheck },
  { key: 'wait', Icon: IconUsers },
  { key: 'talk', Icon: IconUserScreen },
  { key: 'receipt', Icon: IconReceipt },
] as const;

/** What will happen, and the consents that it needs. */
export function ConsentScreen({ session }: { readonly session: CustomerSessionView }) {
  const { t, language } = useTexts();
  const { ask, busy } = useAsk();
  const { bank, notices, serviceType } = session;
  return (
    <ConsentForm
      bank={bank}
      notices={notices}
      busy={busy}
      decide={(payload) => ask('consent.decide', payload)}
      refusal={{
        button: t('entry.refuse'),
        title: t('entry.refuse.title'),
        text: t('entry.refuse.text'),
        confirm: t('entry.refuse.confirm'),
      }}
    >
      <div>
        <h1>{serviceType.title[language]}</h1>
        <p className={classes['muted']}>{t('entry.onVideo', { minutes: serviceType.expectedMinutes })}</p>
      </div>
      <ol className={classes['steps']}>
        {STEPS.map(({ key, Icon }) => (
          <li key={key}>
            <span>
              <Icon size={24} stroke={1.6} aria-hidden />
            </span>
            {t(`entry.steps.${key}`)}
          </li>
        ))}
      </ol>
    </ConsentForm>
  );
}
