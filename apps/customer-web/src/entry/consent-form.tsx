import type { CustomerRequests, CustomerSessionView, NoticeView, PayloadOf } from '@guichet/protocol';
import { Button, Dialog } from '@guichet/ui';
import { IconVideoOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Page } from '../app/page.tsx';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from './consent-screen.module.css';

interface ConsentFormProps {
  readonly bank: CustomerSessionView['bank'];
  readonly notices: readonly NoticeView[];
  readonly busy: boolean;
  readonly decide: (decision: PayloadOf<CustomerRequests['consent.decide']>) => Promise<boolean>;
  /** What saying no means to whoever reads it. */
  readonly refusal: { readonly button: string; readonly title: string; readonly text: string; readonly confirm: string };
  /** What it is about, above the consents. */
  readonly children: ReactNode;
}

/** The consents that a call needs: none is ticked beforehand, and nothing is on before. */
export function ConsentForm({ bank, notices, busy, decide: send, refusal, children }: ConsentFormProps) {
  const { t } = useTexts();
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [reading, setReading] = useState<NoticeView | null>(null);
  const [refusing, setRefusing] = useState(false);
  const left = notices.filter(({ kind }) => !ticked.includes(kind)).length;
  const versions = notices.map(({ textVersion, language: of }) => `${textVersion} ${of}`).join();

  // A tick is for the text that was shown: another version or language is another text.
  useEffect(() => setTicked([]), [versions]);

  const decide = async (decision: 'accepted' | 'refused') => {
    for (const { kind, textVersion, language: shown } of notices) {
      if (!(await send({ kind, textVersion, language: shown, decision }))) return;
    }
  };
  const toggle = (kind: string) => setTicked((known) => (known.includes(kind) ? known.filter((each) => each !== kind) : [...known, kind]));

  return (
    <Page
      bank={bank}
      actions={
        <>
          <Button
            kind="primary"
            size="xl"
            wide
            busy={busy}
            offReason={left > 0 ? t('entry.agreeOff') : null}
            onClick={() => void decide('accepted')}
          >
            {t('entry.agree')}
          </Button>
          <Button kind="quiet" size="touch" wide onClick={() => setRefusing(true)}>
            {refusal.button}
          </Button>
        </>
      }
    >
      {children}
      <section aria-labelledby="consents">
        <div className={classes['sectionHead']}>
          <h2 id="consents">{t('entry.consent')}</h2>
          <span aria-live="polite">{left === 0 ? t('entry.allGiven') : t('entry.left', { count: left })}</span>
        </div>
        <div className={classes['consents']}>
          {notices.map((notice) => (
            <div key={notice.kind} className={classes['consent']} lang={notice.language}>
              <label>
                <input type="checkbox" checked={ticked.includes(notice.kind)} onChange={() => toggle(notice.kind)} />
                <span>
                  <strong>{notice.title}</strong>
                  <small>{notice.summary}</small>
                </span>
              </label>
              <button
                type="button"
                className={classes['details']}
                aria-label={`${t('entry.details')}: ${notice.title}`}
                onClick={() => setReading(notice)}
              >
                {t('entry.details')}
              </button>
            </div>
          ))}
        </div>
      </section>
      <p className={classes['nothingOn']}>
        <IconVideoOff size={20} stroke={1.6} aria-hidden />
        <span>{t('entry.nothingOn')}</span>
      </p>

      <Dialog
        open={reading !== null}
        onClose={() => setReading(null)}
        title={reading?.title ?? ''}
        actions={
          <Button kind="primary" size="touch" onClick={() => setReading(null)}>
            {t('entry.close')}
          </Button>
        }
      >
        <div className={classes['notice']} lang={reading?.language} tabIndex={0}>
          {reading?.body
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line, index) => (
              <p key={index}>{line}</p>
            ))}
          <small>{t('entry.version', { version: reading?.textVersion ?? '' })}</small>
        </div>
      </Dialog>
      <Dialog
        open={refusing}
        onClose={() => setRefusing(false)}
        title={refusal.title}
        text={refusal.text}
        actions={
          <>
            <Button size="touch" onClick={() => setRefusing(false)}>
              {t('entry.refuse.back')}
            </Button>
            <Button kind="primary" size="touch" busy={busy} onClick={() => void decide('refused')}>
              {refusal.confirm}
            </Button>
          </>
        }
      />
    </Page>
  );
}
