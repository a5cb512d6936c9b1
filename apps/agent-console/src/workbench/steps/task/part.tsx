import { type Language, LocalText } from '@guichet/protocol';
import { Button, Field, formatTimeOfDay } from '@guichet/ui';
import { useState } from 'react';
import { z } from 'zod';
import { Actions } from '../../flow/kit/actions.tsx';
import { CalmLine } from '../../flow/kit/calm-line.tsx';
import { Choices } from '../../flow/kit/choices.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { Facts } from '../../flow/kit/facts.tsx';
import { Lead } from '../../flow/kit/lead.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

const View = z.object({
  title: LocalText,
  state: z.enum(['making', 'checking']),
  since: z.number().nullable(),
  checkedBy: z.enum(['checker', 'supervisor']),
  show: z.array(z.object({ key: z.string(), title: LocalText, value: z.json(), words: z.record(z.string(), LocalText).default({}) })),
  makerNote: z.string(),
  returns: z.boolean(),
});
type TaskView = z.infer<typeof View>;

const LONGEST = 1_000;

/** Two people: one submits, another decides. */
export function Part({ step, act, busy }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const view = View.parse(step.view);
  const { title, state, since, show, makerNote, checkedBy } = view;
  const checks = state === 'checking';
  return (
    <>
      <Lead>{title[language]}</Lead>
      <CustomerSees>{t(checks ? 'task.seesChecking' : 'task.seesMaking')}</CustomerSees>
      {show.length > 0 && (
        <Facts
          rows={show.map(({ title: name, value, words }) => ({
            name: name[language],
            value: plain(value, words, language) || t('task.empty'),
          }))}
        />
      )}
      {makerNote !== '' && <Facts rows={[{ name: t('task.makerNote'), value: makerNote }]} />}
      <Missing items={[t(checks ? `task.missing.${checkedBy}` : 'task.missing.submit')]} />
      {!checks && step.actions.includes('submit') && <Submit act={act} busy={busy} />}
      {checks && step.actions.includes('decide') && <Decide view={view} act={act} busy={busy} />}
      {checks && !step.actions.includes('decide') && (
        <CalmLine>{t(`task.waits.${checkedBy}`, { time: since === null ? '' : formatTimeOfDay(since) })}</CalmLine>
      )}
    </>
  );
}

/** A value of any shape in words: what its key is called, numbers with their zeros grouped, lists with commas, objects with their members. */
function plain(value: unknown, words: TaskView['show'][number]['words'], language: Language): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return new Intl.ListFormat(language).format(value.map((each) => plain(each, words, language)));
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, member]) => `${name}: ${plain(member, words, language)}`)
      .join('; ');
  const word = words[String(value)];
  if (word !== undefined) return word[language];
  return typeof value === 'number' ? value.toLocaleString('en') : String(value);
}

function Submit({ act, busy }: Pick<NodePartProps, 'act' | 'busy'>) {
  const { t } = useFlowTexts();
  const [note, setNote] = useState('');
  return (
    <>
      <Field label={t('task.note')}>
        {(control) => (
          <textarea {...control} rows={2} maxLength={LONGEST} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        )}
      </Field>
      <Actions>
        <Button kind="primary" size="lg" data-last busy={busy} onClick={() => void act('submit', { note: note.trim() })}>
          {t('task.submit')}
        </Button>
      </Actions>
    </>
  );
}

function Decide({ view: { returns }, act, busy }: { readonly view: TaskView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t } = useFlowTexts();
  const [decision, setDecision] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const kinds = ['approved', ...(returns ? (['returned'] as const) : []), 'rejected'] as const;
  const needsNote = decision !== null && decision !== 'approved' && note.trim() === '';
  const offReason = decision === null ? t('task.chooseDecision') : needsNote ? t('task.noteNeeded') : null;
  return (
    <>
      <Choices
        label={t('task.decision')}
        choices={kinds.map((key) => ({ key, title: t(`task.decisions.${key}`) }))}
        chosen={decision}
        onChoose={setDecision}
      />
      <Field label={t('task.note')} hint={t('task.noteHint')}>
        {(control) => (
          <textarea {...control} rows={2} maxLength={LONGEST} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        )}
      </Field>
      <Actions>
        <Button
          kind="primary"
          size="lg"
          data-last
          busy={busy}
          offReason={offReason}
          onClick={() => void act('decide', { decision, note: note.trim() })}
        >
          {t('task.decide')}
        </Button>
      </Actions>
    </>
  );
}
