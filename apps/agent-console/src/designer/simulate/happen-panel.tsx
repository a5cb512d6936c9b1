import { Button } from '@guichet/ui';
import type { Simulation, SimulationStep } from '@guichet/workflow';
import { type ReactNode, useState } from 'react';
import { acted, moved, told } from './run.ts';
import { JsonField } from './json-field.tsx';
import { OutsidePanel } from './outside-panel.tsx';
import classes from './panels.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import type { Take } from './use-run.ts';
import { stepName, type Words } from './words.ts';

interface HappenProps {
  readonly simulation: Simulation;
  readonly take: Take;
  readonly words: Words;
}

interface Happening {
  readonly label: string;
  readonly steps: readonly SimulationStep[];
}

/** All that can come between: lost lines, recordings that falter, time-outs, refusals, a person who comes, the outside that fails. */
export function HappenPanel({ simulation, take, words }: HappenProps) {
  const { t } = useSimulateTexts();
  const steps = stepHappenings(simulation, words);
  if (simulation.isOver) return <p className={classes['note']}>{t('happen.none')}</p>;
  return (
    <>
      {steps.length > 0 && (
        <Group title={t('happen.steps')}>
          <Happenings list={steps} take={take} />
        </Group>
      )}
      <Group title={t('happen.parties')}>
        <Happenings list={partyHappenings(simulation, t)} take={take} />
      </Group>
      <Group title={t('happen.outside')}>
        <OutsidePanel simulation={simulation} take={take} />
      </Group>
      <Group title={t('clock.set')}>
        <Happenings
          list={[-3_600_000, 3_600_000, 86_400_000].map((clockMs) => ({
            label: `${clockMs < 0 ? '−' : '+'}${Math.abs(clockMs) / 3_600_000} h`,
            steps: [moved({ clockMs })],
          }))}
          take={take}
        />
      </Group>
      <OtherFact take={take} />
    </>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes['group']} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Happenings({ list, take }: { readonly list: readonly Happening[]; readonly take: Take }) {
  return (
    <div className={classes['happenings']}>
      {list.map(({ label, steps }) => (
        <Button key={label} size="sm" onClick={() => take(steps)}>
          {label}
        </Button>
      ))}
    </div>
  );
}

/** Time-outs, refusals and what a step waits for. */
function stepHappenings(simulation: Simulation, words: Words): Happening[] {
  const { t } = words;
  const timeOuts = [...new Map(simulation.timers.map((timer) => [timer.nodeRunId, timer])).values()].map(({ nodeRunId, path }) => ({
    label: t('happen.timeOut', { step: stepName(words, path) }),
    steps: [{ do: 'until_timer', nodeRunId } as const],
  }));
  const open = simulation.viewFor('customer').current;
  const refusals = open.flatMap(({ type, nodeRunId, nodeId, view, actions }): Happening[] => {
    const label = t('happen.refuse', { step: stepName(words, nodeId) });
    if (type === 'consent') {
      const decided = { decision: 'refused', textVersion: view['textVersion'] ?? '', language: words.language };
      const step =
        view['source'] === 'session'
          ? told('consent.decided', { ...decided, kind: 'recording', textHash: '0'.repeat(64) })
          : acted('customer', nodeRunId, 'decide', decided);
      return [{ label, steps: [step] }];
    }
    if (!actions.includes('decline')) return [];
    return [{ label, steps: [acted('customer', nodeRunId, 'decline', type === 'document' ? { reason: 'disagrees' } : null)] }];
  });
  const waits = simulation.viewFor('agent').current.flatMap(({ type, view }): Happening[] => {
    const signal = type === 'wait' ? view['signal'] : null;
    return typeof signal === 'string' ? [{ label: t('happen.wait', { signal }), steps: [told(signal)] }] : [];
  });
  return [...timeOuts, ...refusals, ...waits];
}

function partyHappenings(simulation: Simulation, t: Words['t']): Happening[] {
  const { call, recording, participants } = simulation.state.facts;
  const parties = (['customer', 'agent'] as const).flatMap((role): Happening[] =>
    Object.entries(participants).flatMap(([participantId, participant]) => {
      if (participant.role !== role) return [];
      const label = t(`happen.${role}${participant.connected ? 'Lost' : 'Back'}`);
      return [{ label, steps: [told(`call.participant_${participant.connected ? 'disconnected' : 'resumed'}`, { participantId, role })] }];
    }),
  );
  const comes = (role: 'agent' | 'guest') => {
    const participantId = `${role}${Object.keys(participants).length + 1}`;
    const staffId = role === 'agent' ? participantId : null;
    return [told('call.participant_admitted', { participantId, role, staffId }), told('call.participant_joined', { participantId, role })];
  };
  return [
    ...parties,
    ...(call === 'none'
      ? []
      : [
          {
            label: t(recording ? 'happen.recordingLost' : 'happen.recordingBack'),
            steps: [told(recording ? 'recording.degraded' : 'recording.recovered')],
          },
          { label: t(call === 'live' ? 'happen.hold' : 'happen.unhold'), steps: [told(call === 'live' ? 'call.held' : 'call.unheld')] },
          { label: t('happen.colleague'), steps: comes('agent') },
          { label: t('happen.guest'), steps: comes('guest') },
        ]),
    ...(simulation.viewFor('customer').canEscalate
      ? [{ label: t('happen.escalate'), steps: [moved({ escalate: 'customer', afterMs: 0 })] }]
      : []),
    { label: t('happen.cancel'), steps: [moved({ cancel: 'agent', afterMs: 0 })] },
  ];
}

/** A fact of the session or of the bank that nothing here knows by name. */
function OtherFact({ take }: { readonly take: Take }) {
  const { t } = useSimulateTexts();
  const [name, setName] = useState('');
  return (
    <details className={classes['other']}>
      <summary>{t('happen.other')}</summary>
      <label>
        <span>{t('happen.name')}</span>
        <input value={name} maxLength={64} onChange={(event) => setName(event.currentTarget.value)} />
      </label>
      <JsonField
        label={t('happen.payload')}
        action={t('happen.tell')}
        offReason={name.trim() === '' ? t('happen.name') : null}
        onSend={(payload) => take([told(name.trim(), payload)])}
      />
    </details>
  );
}
