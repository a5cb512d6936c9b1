import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import classes from './simulate-link.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';

/** From the canvas to where the flow is tried out, in the version that is shown. */
export function SimulateLink({ flow, version }: { readonly flow: string; readonly version: number | null }) {
  const { t } = useSimulateTexts();
  return (
    <Link to="/flows/$flow/simulate" params={{ flow }} search={version === null ? {} : { version }} className={classes['link']}>
      <IconPlayerPlay size={16} stroke={1.75} aria-hidden />
      {t('page.name')}
    </Link>
  );
}
