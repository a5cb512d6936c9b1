import { Button } from '@guichet/ui';
import { type Asked, effectContracts, type Simulation, usualReply } from '@guichet/workflow';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { answerWord, FAILURES, type FailureKind, ownReply } from './run.ts';
import { JsonField } from './json-field.tsx';
import classes from './panels.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import type { Take } from './use-run.ts';
import { kindName } from './words.ts';

const KINDS = Object.keys(effectContracts);
const FAILURE_KINDS = Object.keys(FAILURES) as FailureKind[];

interface OutsideProps {
  readonly simulation: Simulation;
  readonly take: Take;
}

/** Services, calls, seals: what they answer, or that they do not. */
export function OutsidePanel({ simulation, take }: OutsideProps) {
  const { t } = useSimulateTexts();
  const [kind, setKind] = useState('service.call');
  const [failure, setFailure] = useState<FailureKind>('retry');
  const byHand = simulation.answeredBy === 'hand';
  return (
    <>
      {simulation.unanswered.map((asked) => (
        <Unanswered key={asked.request.key} asked={asked} take={take} />
      ))}
      {[...simulation.planned].map(([planned, reply]) => (
        <p key={planned} className={classes['planned']}>
          <span>{t('outside.planned', { kind: kindName(t, planned), answer: t(`outside.${answerWord(reply)}`) })}</span>
          <Button
            size="sm"
            kind="quiet"
            icon={<IconX size={14} stroke={1.75} aria-hidden />}
            onClick={() => take([{ do: 'plan', kind: planned, reply: null }])}
          >
            {t('outside.takeBack')}
          </Button>
        </p>
      ))}
      <div className={classes['plan']}>
        <label>
          <span>{t('outside.nextOf')}</span>
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {kindName(t, each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('outside.answer')}</span>
          <select value={failure} onChange={(event) => setFailure(event.currentTarget.value as FailureKind)}>
            {FAILURE_KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`outside.${each}`)}
              </option>
            ))}
          </select>
        </label>
        <Button size="md" onClick={() => take([{ do: 'plan', kind, reply: FAILURES[failure] }])}>
          {t('outside.plan')}
        </Button>
      </div>
      <label className={classes['tick']}>
        <input type="checkbox" checked={byHand} onChange={() => take([{ do: 'outside', by: byHand ? 'itself' : 'hand' }])} />
        <span>
          {t('outside.byHand')}
          <small>{t('outside.byHandHelp')}</small>
        </span>
      </label>
    </>
  );
}

function Unanswered({ asked: { request }, take }: { readonly asked: Asked; readonly take: Take }) {
  const { t } = useSimulateTexts();
  const { kind, key, payload } = request;
  const name = kindName(t, kind);
  return (
    <div className={classes['unanswered']} role="group" aria-label={t('outside.waiting', { kind: name })}>
      <strong>{t('outside.waiting', { kind: name })}</strong>
      <code>{JSON.stringify(payload)}</code>
      <div className={classes['happenings']}>
        <Button size="sm" kind="primary" onClick={() => take([{ do: 'reply', key, reply: usualReply(kind, payload) }])}>
          {t('outside.usual')}
        </Button>
        {FAILURE_KINDS.map((each) => (
          <Button key={each} size="sm" onClick={() => take([{ do: 'reply', key, reply: FAILURES[each] }])}>
            {t(`outside.${each}`)}
          </Button>
        ))}
      </div>
      <details className={classes['other']}>
        <summary>{t('outside.own')}</summary>
        <JsonField
          label={t('outside.ownJson')}
          action={t('outside.send')}
          onSend={(answer) => take([{ do: 'reply', key, reply: ownReply(answer) }])}
        />
      </details>
    </div>
  );
}
