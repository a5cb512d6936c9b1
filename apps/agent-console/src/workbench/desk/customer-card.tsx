import type { WorkbenchView } from '@guichet/protocol';
import { IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { FactValue } from '../../app/parts/fact-value.tsx';
import { type ConsoleSay, useTexts } from '../../app/texts/use-texts.ts';
import classes from './customer-card.module.css';
import { Section } from './section.tsx';

const KNOWN_FACTS = ['name', 'phone', 'customerNumber', 'idNumber', 'birthDate', 'riskLevel'] as const;

/** What the bank knows of the customer. Masked values were masked by the server; what is hidden never reached this page. */
export function CustomerCard({ workbench }: { readonly workbench: WorkbenchView }) {
  const { t } = useTexts();
  const { customer, language, number } = workbench;
  const anonymous = customer.displayName === null && customer.facts.length === 0;
  return (
    <Section title={t('customer.title')} aside={customer.facts.some((fact) => fact.masked) ? <PartlyHidden /> : undefined}>
      <p className={classes['name']}>{customer.displayName ?? t('customer.anonymous')}</p>
      {anonymous && <p className={classes['hint']}>{t('customer.anonymousDetail')}</p>}
      <dl className={classes['facts']}>
        {customer.facts.map((fact) => (
          <Fact key={fact.name} label={factLabel(fact.name, t)}>
            <FactValue
              sessionId={workbench.sessionId}
              name={fact.name}
              label={factLabel(fact.name, t)}
              value={fact.value}
              masked={fact.masked}
            />
          </Fact>
        ))}
        <Fact label={t('customer.language')}>{t(`language.${language}`)}</Fact>
        <Fact label={t('customer.session')}>{number}</Fact>
      </dl>
    </Section>
  );
}

function PartlyHidden() {
  const { t } = useTexts();
  return (
    <span className={classes['hidden']} title={t('customer.maskedDetail')}>
      <IconEyeOff size={14} stroke={2} aria-hidden />
      {t('customer.masked')}
    </span>
  );
}

function factLabel(name: string, t: ConsoleSay): string {
  const known = KNOWN_FACTS.find((fact) => fact === name);
  return known === undefined ? name : t(`fact.${known}`);
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
