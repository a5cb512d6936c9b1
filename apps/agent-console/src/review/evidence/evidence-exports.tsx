import type { EvidenceExportView, RecordingDetail } from '@guichet/protocol';
import { Button, formatDateTime, formatPercent, formatSize, Tag, type Tone } from '@guichet/ui';
import { IconDownload } from '@tabler/icons-react';
import { routeUrl } from '../../app/http-client.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './evidence.module.css';

const TONES: Readonly<Record<EvidenceExportView['status'], Tone>> = { pending: 'brand', ready: 'ok', failed: 'danger', expired: 'neutral' };

interface ExportsProps {
  readonly sessionId: RecordingDetail['sessionId'];
  readonly exports: readonly EvidenceExportView[];
}

/** Who took a package, when and why. */
export function EvidenceExports({ sessionId, exports }: ExportsProps) {
  const { t } = useTexts();
  return (
    <section aria-labelledby="evidence-exports">
      <h3 id="evidence-exports" className={classes['heading']}>
        {t('evidence.exports')}
      </h3>
      {exports.length === 0 && <p className={classes['none']}>{t('evidence.exports.none')}</p>}
      <ul className={classes['list']}>
        {exports.map((one) => (
          <li key={one.exportId} className={classes['item']}>
            <div className={classes['what']}>
              <span className={classes['name']}>
                {one.staffName}
                <Tag tone={TONES[one.status]}>{t(`evidence.export.${one.status}`)}</Tag>
              </span>
              <span className={classes['meta']}>
                {[
                  t(`evidence.reason.${one.reason}`),
                  formatDateTime(one.requestedAt),
                  ...(one.sizeBytes === null ? [] : [formatSize(one.sizeBytes)]),
                ].join(' · ')}
              </span>
              {one.status === 'failed' && (
                <span className={classes['meta']}>{t(one.failure === 'damaged' ? 'evidence.damaged' : 'evidence.unreadable')}</span>
              )}
            </div>
            {one.status === 'pending' && (
              <span className={classes['progress']}>
                <progress aria-label={t('evidence.export.pending')} max={1} value={one.progress} />
                <span className="num">{formatPercent(one.progress)}</span>
              </span>
            )}
            {one.status === 'ready' && (
              <Button
                size="sm"
                icon={<IconDownload size={16} stroke={1.75} aria-hidden />}
                offReason={one.own ? null : t('evidence.notOwn')}
                onClick={() => window.location.assign(routeUrl('evidence.package', { params: { sessionId, exportId: one.exportId } }))}
              >
                {t('evidence.download')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className={classes['verifier']}>
        {t('evidence.verifier')}{' '}
        <a href="/verifier.html" download="verifier.html">
          {t('evidence.verifier.get')}
        </a>
      </p>
    </section>
  );
}
