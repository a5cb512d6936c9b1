import { IconEye } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFlowTexts } from '../texts/use-flow-texts.ts';
import classes from './kit.module.css';

/** What stands on the customer's page at this moment. */
export function CustomerSees({ children }: { readonly children: ReactNode }) {
  const { t } = useFlowTexts();
  return (
    <p className={classes['sees']}>
      <IconEye size={16} stroke={1.75} aria-hidden />
      <span>
        <strong>{t('kit.customerSees')}</strong> {children}
      </span>
    </p>
  );
}
