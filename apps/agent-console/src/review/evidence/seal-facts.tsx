import type { EvidenceView, SealStatus } from '@guichet/protocol';
import { formatDateTime, Tag, type Tone } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './evidence.module.css';

export const SEAL_TONES: Readonly<Record<SealStatus, Tone>> = {
  none: 'neutral',
  pending: 'brand',
  waiting: 'warn',
  sealed: 'ok',
  failed: 'danger',
};

const FAILURES = ['key_away', 'database_away', 'not_readable'] as const;

/** Who vouches for the session, since when, and what is still awaited. */
export function SealFacts({ evidence }: { readonly evidence: EvidenceView }) {
  const { t } = useTexts();
  const { status, failure, sealedAt, manifestHash, logIndex, signer, stamps, heads } = evidence;
  const known = FAILURES.find((one) => one === failure);
  return (
    <>
      <p className={classes['status']}>
        <Tag tone={SEAL_TONES[status]}>{t(`evidence.status.${status}`)}</Tag>
        <span>{t(known === undefined ? `evidence.status.${status}.text` : `evidence.failure.${known}`)}</span>
      </p>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('evidence.signer')}</dt>
          <dd>
            {signer.name} {signer.demo && <Tag tone="warn">{t('evidence.demo')}</Tag>}
          </dd>
        </div>
        {sealedAt !== null && (
          <div>
            <dt>{t('evidence.sealedAt')}</dt>
            <dd className="num">{formatDateTime(sealedAt)}</dd>
          </div>
        )}
        {stamps.map(({ authority, local, stampedAt, attempts }) => (
          <div key={authority}>
            <dt>{local ? t('evidence.localAuthority') : t('evidence.authority')}</dt>
            <dd>
              {!local && <span className={classes['authority']}>{authority}</span>}
              <span className="num">
                {stampedAt === null ? t('evidence.stampAwaited', { attempts: String(attempts) }) : formatDateTime(stampedAt)}
              </span>
            </dd>
          </div>
        ))}
        {logIndex !== null && (
          <div>
            <dt>{t('evidence.logIndex')}</dt>
            <dd className="num">{logIndex}</dd>
          </div>
        )}
        <div>
          <dt>{t('evidence.heads')}</dt>
          <dd className="num">{heads}</dd>
        </div>
        {manifestHash !== null && (
          <div>
            <dt>{t('evidence.manifestHash')}</dt>
            <dd className={classes['hash']} data-mono>
              {manifestHash}
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}
