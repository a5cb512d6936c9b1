import type { GuestSessionView } from '@guichet/protocol';
import { useTexts } from '../app/texts/use-texts.ts';
import { useAsk } from '../app/use-ask.ts';
import { ConsentForm } from '../entry/consent-form.tsx';
import classes from '../entry/consent-screen.module.css';
import { useGuestTexts } from './texts/use-guest-texts.ts';

const ROLES = ['spouse', 'guardian', 'co_owner', 'guarantor', 'insured', 'adviser', 'interpreter', 'witness'] as const;

/** Who asks them in, as what, what for, and that they are recorded. */
export function GuestConsent({ session }: { readonly session: GuestSessionView }) {
  const { language } = useTexts();
  const { t } = useGuestTexts();
  const { ask, busy } = useAsk();
  const { bank, serviceType, notices, title } = session;
  const role = ROLES.find((each) => each === session.role);
  return (
    <ConsentForm
      bank={bank}
      notices={notices}
      busy={busy}
      decide={(payload) => ask('consent.decide', payload)}
      refusal={{ button: t('refuse'), title: t('refuse.title'), text: t('refuse.text'), confirm: t('refuse.confirm') }}
    >
      <div>
        <h1>{t('invited')}</h1>
        <p className={classes['muted']}>{t('invited.by', { bank: bank.name[language], service: serviceType.title[language] })}</p>
      </div>
      <div>
        {role !== undefined && <p>{t(`role.${role}`)}</p>}
        <p className={classes['muted']}>{title[language]}</p>
      </div>
    </ConsentForm>
  );
}
