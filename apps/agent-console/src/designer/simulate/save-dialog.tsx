import { AppError } from '@guichet/protocol';
import { Button, Dialog, errorText, Field } from '@guichet/ui';
import { scenarioOf } from '@guichet/workflow';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import type { Run } from './run.ts';
import classes from './tests-view.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import type { Scenarios } from './use-scenarios.ts';
import { shown, stepNames, type Words } from './words.ts';

interface SaveDialogProps {
  readonly run: Run;
  readonly words: Words;
  readonly scenarios: Scenarios;
  readonly page: string;
  readonly onClose: () => void;
  readonly onSaved: (from: NonNullable<Run['from']>) => void;
}

/** Makes a test of what was done: its name, and what has to be the same. */
export function SaveDialog({ run, words, scenarios, page, onClose, onSaved }: SaveDialogProps) {
  const { t, language } = useSimulateTexts();
  const { toasts } = useServices();
  const { simulation, from } = run;
  const [name, setName] = useState(from?.title ?? '');
  const [over, setOver] = useState(from !== null);
  const [path, setPath] = useState(true);
  const [variables, setVariables] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { outcome, status } = simulation.state;
  const known = simulation.flow.definition.variables.filter((variable) => simulation.variables[variable.name] != null);
  const title = name.trim();
  const save = async () => {
    setTried(true);
    if (title === '') return;
    setBusy(true);
    try {
      const scenario = scenarioOf(simulation, { path, variables });
      const scenarioId = await scenarios.save(page, title, scenario, over ? from?.scenarioId : undefined);
      toasts.show('info', t('save.done', { name: title }));
      onSaved({ scenarioId, title });
    } catch (thrown) {
      toasts.show('danger', errorText(AppError.from(thrown), language));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('save.title')}
      text={t('save.text')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" busy={busy} onClick={() => void save()}>
            {t('save.do')}
          </Button>
        </>
      }
    >
      <Field label={t('save.name')} hint={t('save.nameHelp')} error={tried && title === '' ? t('save.nameMissing') : null}>
        {(control) => <input {...control} value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />}
      </Field>
      <fieldset className={classes['expects']}>
        <legend>{t('save.expects')}</legend>
        <p>
          {status === 'finished'
            ? t('save.outcome', { outcome: words.designer.orName('port', outcome ?? '') })
            : t('save.stands', { steps: stepNames(words, simulation.openPaths) })}
        </p>
        <label>
          <input type="checkbox" checked={path} onChange={() => setPath(!path)} />
          <span>{t('save.path', { count: simulation.path.length })}</span>
        </label>
        {known.length > 0 && <p>{t('save.variables')}</p>}
        {known.map((variable) => (
          <label key={variable.name}>
            <input
              type="checkbox"
              checked={variables.includes(variable.name)}
              onChange={() =>
                setVariables(
                  variables.includes(variable.name) ? variables.filter((each) => each !== variable.name) : [...variables, variable.name],
                )
              }
            />
            <span>
              {variable.title[language]} <code>{shown(simulation.variables[variable.name])}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {from !== null && (
        <fieldset className={classes['expects']}>
          <legend>{t('save.where')}</legend>
          {[true, false].map((isOver) => (
            <label key={String(isOver)}>
              <input type="radio" name="where" checked={over === isOver} onChange={() => setOver(isOver)} />
              <span>{isOver ? t('save.over', { name: from.title }) : t('save.new')}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}
