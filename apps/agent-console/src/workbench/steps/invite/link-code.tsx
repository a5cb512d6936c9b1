import { create } from 'qrcode';
import { useMemo } from 'react';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';

/** Light modules around the code, which scanners need (ISO/IEC 18004 §9.1). */
const QUIET_MODULES = 4;

/** The link as a QR code, to be scanned off this screen, or shown to the customer in the shared one. */
export function LinkCode({ link }: { readonly link: string }) {
  const { t } = useFlowTexts();
  const { path, size } = useMemo(() => drawn(link), [link]);
  return (
    <details className={classes['code']}>
      <summary>{t('invite.qr')}</summary>
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('invite.qr')} shapeRendering="crispEdges" data-link-code>
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <p>{t('invite.qrHint')}</p>
    </details>
  );
}

function drawn(link: string): { readonly path: string; readonly size: number } {
  const { modules } = create(link, { errorCorrectionLevel: 'M' });
  const cells = Array.from(modules.data, (dark, index) => {
    const x = (index % modules.size) + QUIET_MODULES;
    const y = Math.floor(index / modules.size) + QUIET_MODULES;
    return dark === 0 ? '' : `M${x} ${y}h1v1h-1z`;
  });
  return { path: cells.join(''), size: modules.size + 2 * QUIET_MODULES };
}
