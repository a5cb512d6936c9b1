import type { AgentStatus, PayloadOf, StaffRequests, WorkbenchView } from '@guichet/protocol';
import { Button, Field, recordingPhase } from '@guichet/ui';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Panel } from '../../app/parts/panel.tsx';
import { useServices } from '../../app/services.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { CallTopBar } from '../call/call-top-bar.tsx';
import { LONGEST_NOTES, useNotesDraft } from '../call/notes-draft.ts';
import { ServicePanel } from '../call/service-panel.tsx';
import { EventLog } from '../log/event-log.tsx';
import { NO_CALL } from '../media/call-media-state.ts';
import { useAsk } from '../use-ask.ts';
import { talkDuration } from './talk-duration.ts';
import classes from './wrap-up-work.module.css';

const OUTCOMES = ['done', 'follow_up', 'not_done'] as const satisfies readonly PayloadOf<StaffRequests['wrapUp.save']>['outcome'][];
type Outcome = (typeof OUTCOMES)[number];

interface WrapUpWorkProps {
  readonly workbench: WorkbenchView;
  readonly nextStatus: AgentStatus;
  readonly deskLive: boolean;
}

/** After the call: what came of it. */
export function WrapUpWork({ workbench, nextStatus, deskLive }: WrapUpWorkProps) {
  const { t } = useTexts();
  const { clock } = useServices();
  const phase = recordingPhase({ recording: workbench.recording, inCall: false, interrupted: false, nowMs: clock.nowMs() });
  return (
    <>
      <CallTopBar workbench={workbench} phase={phase} media={NO_CALL} onHandOver={null} handOverOffReason={null} />
      <div className={classes['body']}>
        <div className={classes['middle']}>
          <Panel title={t('wrapUp.title')}>
            <WrapUpForm workbench={workbench} nextStatus={nextStatus} deskLive={deskLive} />
          </Panel>
          <EventLog log={workbench.log} flow={workbench.flow} className={classes['log']} />
        </div>
        <ServicePanel workbench={workbench} deskLive={deskLive} withNotes={false} />
      </div>
    </>
  );
}

function WrapUpForm({ workbench, nextStatus, deskLive }: WrapUpWorkProps) {
  const { t } = useTexts();
  const { toasts } = useServices();
  const { ask, busy } = useAsk();
  const { text: notes, write } = useNotesDraft(workbench.sessionId);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [asked, setAsked] = useState(false);
  const lacksNotes = outcome === 'follow_up' && notes.trim() === '';

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (outcome === null || lacksNotes) return;
    const reply = await ask('wrapUp.save', { sessionId: workbench.sessionId, notes: notes.trim(), outcome });
    if (reply !== null) toasts.show('ok', t('wrapUp.saved'));
  };
  const offReason = deskLive ? (outcome === null ? t('wrapUp.chooseOutcome') : null) : t('call.offReason.deskAway');

  return (
    <form style={{ display: 'contents' }} onSubmit={(event) => void save(event)}>
      <div className={classes['form']}>
        <p className={classes['lead']}>{t('wrapUp.lead')}</p>
        <Summary workbench={workbench} />
        <fieldset>
          <legend className={classes['legend']}>{t('wrapUp.outcome')}</legend>
          <div className={classes['outcomes']}>
            {OUTCOMES.map((value) => (
              <label key={value} className={classes['outcome']}>
                <input type="radio" name="outcome" value={value} checked={outcome === value} onChange={() => setOutcome(value)} />
                <span>{t(`wrapUp.${value}`)}</span>
                <small>{t(`wrapUp.${value}.hint`)}</small>
              </label>
            ))}
          </div>
        </fieldset>
        <div className={classes['notes']}>
          <Field label={t('wrapUp.notes')} hint={t('notes.hint')} error={asked && lacksNotes ? t('wrapUp.notesNeeded') : null}>
            {(control) => (
              <textarea
                {...control}
                value={notes}
                maxLength={LONGEST_NOTES}
                placeholder={t('notes.placeholder')}
                onChange={(event) => write(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
      </div>
      <footer className={classes['foot']}>
        <span>{t('wrapUp.then', { status: t(`status.${nextStatus}`) })}</span>
        <Button type="submit" kind="primary" busy={busy} offReason={offReason}>
          {t('wrapUp.save')}
        </Button>
      </footer>
    </form>
  );
}

function Summary({ workbench }: { readonly workbench: WorkbenchView }) {
  const { t } = useTexts();
  const { recording, log } = workbench;
  const duration = talkDuration(log);
  return (
    <dl className={classes['facts']}>
      {duration !== null && (
        <div>
          <dt>{t('wrapUp.duration')}</dt>
          <dd>{duration}</dd>
        </div>
      )}
      {recording !== null && (
        <div>
          <dt>{t('wrapUp.recording')}</dt>
          <dd>
            <Link to="/recordings/$recordingId" params={{ recordingId: recording.recordingId }}>
              {t('wrapUp.openRecording')} <IconArrowRight size={14} stroke={2} aria-hidden />
            </Link>
          </dd>
        </div>
      )}
    </dl>
  );
}
