import { AppError, RevealReason, type Timeline } from '@guichet/protocol';
import { Button, classNames, Dialog, errorText } from '@guichet/ui';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './workspace.module.css';
import { timelineKey } from './use-timeline.ts';

/** Masked is how it is; whoever needs to see it in clear says why, and that stands in the audit trail. */
export function MaskSwitch({ timeline }: { readonly timeline: Timeline }) {
  const { t, language } = useTexts();
  const { http, toasts } = useServices();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<RevealReason | null>(null);
  const { recordingId, masked, mayUnmask } = timeline;

  const change = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
      setAsking(false);
      await queries.invalidateQueries({ queryKey: timelineKey(recordingId) });
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
    } finally {
      setBusy(false);
    }
  };
  const press = (): void => {
    if (masked) setAsking(true);
    else void change(() => http.request('recordings.mask', { params: { recordingId } }));
  };
  const Icon = masked ? IconEyeOff : IconEye;
  return (
    <>
      <button
        type="button"
        role="switch"
        aria-checked={masked}
        className={classes['switch']}
        disabled={!mayUnmask || busy}
        title={t(mayUnmask ? (masked ? 'timeline.mask.on' : 'timeline.mask.off') : 'timeline.mask.denied')}
        onClick={press}
      >
        <span className={classNames(classes['knob'], masked && classes['knobOn'])} aria-hidden />
        <Icon size={16} stroke={1.75} aria-hidden />
        {t('timeline.mask')}
      </button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t('timeline.mask.title')}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
            <Button
              kind="primary"
              busy={busy}
              offReason={reason === null ? t('timeline.mask.needReason') : null}
              onClick={() =>
                reason !== null && void change(() => http.request('recordings.unmask', { params: { recordingId }, body: { reason } }))
              }
            >
              {t('timeline.mask.show')}
            </Button>
          </>
        }
      >
        <p>{t('timeline.mask.text')}</p>
        <fieldset className={classes['reasons']}>
          <legend className="visually-hidden">{t('reveal.reason')}</legend>
          {RevealReason.options.map((option) => (
            <label key={option}>
              <input type="radio" name="reason" value={option} checked={reason === option} onChange={() => setReason(option)} />
              {t(`reveal.reason.${option}`)}
            </label>
          ))}
        </fieldset>
      </Dialog>
    </>
  );
}
