import type { FlowCurrentView, Language } from '@guichet/protocol';
import { isComponentType } from '@guichet/workflow/components';
import type { ReactNode } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { OwnComponent } from './own-component.tsx';
import classes from './previews.module.css';

interface CustomerScreenProps {
  readonly step: FlowCurrentView;
  /** What can be tapped: the action and its input. Without it, nothing can. */
  readonly onAct?: ((action: string, input: unknown) => void) | undefined;
}

type Row = Readonly<Record<string, unknown>>;

const said = (value: unknown, language: Language): string =>
  typeof value === 'object' && value !== null && language in value
    ? String((value as Row)[language])
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : '';
const rows = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as readonly Row[]) : []);

/** What the customer's phone shows at a step: the same words in the same order, drawn small. */
export function CustomerScreen({ step, onAct }: CustomerScreenProps) {
  const { language } = useDesignerTexts();
  return (
    <div className={classes['phone']} data-preview="customer">
      <div className={classes['stage']} aria-hidden />
      <div className={classes['sheet']}>
        <h4>{step.title[language]}</h4>
        <Body step={step} onAct={onAct} />
      </div>
    </div>
  );
}

function Body({ step, onAct }: CustomerScreenProps): ReactNode {
  const { type, view } = step;
  const { t, language } = useDesignerTexts();
  const tap = (key: string, label: string, action: string, input: unknown) => (
    <button key={key} type="button" disabled={onAct === undefined} onClick={() => onAct?.(action, input)}>
      {label}
    </button>
  );
  switch (type) {
    case 'script':
    case 'virtual-agent':
      return (
        <ol>
          {rows(view['lines']).map((line, i) => (
            <li key={String(line['key'] ?? i)}>
              {said(line['text'], language)}
              {rows(line['choices']).length > 0 && (
                <span className={classes['answers']}>
                  {rows(line['choices']).map((choice) =>
                    tap(String(choice['key']), said(choice['title'], language), 'answer', { line: line['key'], choice: choice['key'] }),
                  )}
                </span>
              )}
            </li>
          ))}
        </ol>
      );
    case 'question':
      return (
        <>
          <p>{said(view['question'], language)}</p>
          <div className={classes['answers']}>
            {rows(view['choices']).map((choice) =>
              tap(String(choice['key']), said(choice['title'], language), 'answer', { choice: choice['key'] }),
            )}
          </div>
        </>
      );
    case 'form':
      return (
        <ul className={classes['fields']}>
          {rows(view['fields']).map((field) => (
            <li key={String(field['key'])}>
              <span>
                {said(field['title'], language)}
                {field['required'] === true && <i aria-hidden> *</i>}
              </span>
              <span className={classes['blank']}>
                {rows(field['options'])
                  .map((option) => said(option['title'], language))
                  .join(' / ')}
              </span>
            </li>
          ))}
        </ul>
      );
    case 'risk-assessment': {
      const questions = rows(view['questions']);
      return (
        <>
          <p className={classes['small']}>{t('preview.questions', { count: questions.length })}</p>
          <p>{said(questions[0]?.['text'], language)}</p>
          <div className={classes['answers']}>
            {rows(questions[0]?.['options']).map((option) =>
              tap(String(option['key']), said(option['text'], language), 'answer', {
                question: questions[0]?.['key'],
                option: option['key'],
              }),
            )}
          </div>
        </>
      );
    }
    default: {
      if (isComponentType(type)) return <OwnComponent step={step} role="customer" onAct={onAct} />;
      const texts = ['text', 'title', 'notice', 'topic', 'summary', 'withoutIt']
        .map((key) => said(view[key], language))
        .filter((text) => text !== '');
      return texts.length === 0 ? <p className={classes['small']}>{t('preview.own')}</p> : texts.map((text) => <p key={text}>{text}</p>);
    }
  }
}
