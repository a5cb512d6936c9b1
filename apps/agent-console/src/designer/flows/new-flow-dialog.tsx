import type { InstalledScenarioView } from '@guichet/protocol';
import { Button, Dialog, Field } from '@guichet/ui';
import { shippedFlows } from '@guichet/workflow';
import { useInstalled } from '../bundles/use-installed.ts';
import { type FormEvent, useId, useMemo, useState } from 'react';
import { type Draft, emptyDraft, readDraft } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './flows.module.css';

interface NewFlowDialogProps {
  /** A flow out of a file; its key is proposed. */
  readonly imported: Draft | null;
  readonly taken: readonly string[];
  readonly onClose: () => void;
  /** `tests`: the stories that came with what it was started from. */
  readonly onMake: (draft: Draft, tests: InstalledScenarioView['tests']) => void;
}

const KEY = /^[a-z][a-z0-9-]{1,63}$/;

/** A flow's key out of its English title. */
const keyFrom = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^[^a-z]+|-+$/g, '');

function freeKey(base: string, taken: readonly string[]): string {
  const stem = KEY.test(base) ? base : 'new-flow';
  for (let i = 1; ; i++) {
    const key = i === 1 ? stem : `${stem}-${i}`;
    if (!taken.includes(key)) return key;
  }
}

/** A flow from an empty canvas, from one that ships, or from a file. */
export function NewFlowDialog({ imported, taken, onClose, onMake }: NewFlowDialogProps) {
  const { t, language } = useDesignerTexts();
  const form = useId();
  const { scenarios } = useInstalled();
  const templates = useMemo(
    () =>
      [
        ...shippedFlows.map((raw) => ({ raw, tests: [] })),
        ...scenarios.map(({ definition, tests }) => ({ raw: definition, tests })),
      ].flatMap(({ raw, tests }, index) => {
        const read = readDraft(raw);
        return read.ok ? [{ id: `${index}`, draft: read.draft, tests, isOwn: index >= shippedFlows.length }] : [];
      }),
    [scenarios],
  );
  const [title, setTitle] = useState(imported?.title[language] ?? '');
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const [template, setTemplate] = useState('');
  const [asked, setAsked] = useState(false);
  const key = typedKey ?? freeKey(imported?.key ?? keyFrom(title), taken);
  const keyError = !KEY.test(key) ? t('new.keyRule') : taken.includes(key) ? t('new.keyTaken') : null;
  const chosenTemplate = templates.find((each) => each.id === template);
  const source = imported ?? chosenTemplate?.draft ?? null;
  const make = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (title.trim() === '' || keyError !== null) return;
    const named = source !== null && title.trim() === source.title[language] ? source.title : { 'zh-CN': title.trim(), en: title.trim() };
    onMake(
      source === null
        ? emptyDraft({ key, title: named, summary: named, channel: 'remote', product: 'account' })
        : { ...source, key, title: named },
      chosenTemplate?.tests ?? [],
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(imported === null ? 'new.title' : 'new.importTitle')}
      actions={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button kind="primary" type="submit" form={form}>
            {t('new.make')}
          </Button>
        </>
      }
    >
      <form id={form} className={classes['form']} onSubmit={make} noValidate>
        <Field label={t('new.name')} error={asked && title.trim() === '' ? t('new.nameMissing') : null}>
          {(control) => (
            <input {...control} autoFocus value={title} maxLength={100} onChange={(event) => setTitle(event.currentTarget.value)} />
          )}
        </Field>
        {imported === null && (
          <Field label={t('new.from')} hint={t('new.fromHelp')}>
            {(control) => (
              <select
                {...control}
                value={template}
                onChange={(event) => {
                  const chosen = templates.find((each) => each.id === event.currentTarget.value);
                  setTemplate(event.currentTarget.value);
                  if (chosen !== undefined) setTitle(chosen.draft.title[language]);
                }}
              >
                <option value="">{t('new.empty')}</option>
                {templates.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.isOwn ? t('new.own', { title: each.draft.title[language] }) : each.draft.title[language]}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <Field label={t('new.key')} hint={t('new.keyHelp')} error={asked ? keyError : null}>
          {(control) => (
            <input
              {...control}
              className={`${control.className} mono`}
              value={key}
              spellCheck={false}
              onChange={(event) => setTypedKey(event.currentTarget.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
