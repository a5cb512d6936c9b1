import { Button, classNames } from '@guichet/ui';
import { QuestionView, RiskAssessmentView, ScriptView, VirtualAgentView } from '@guichet/workflow/views';
import { IconCheck, IconVolume } from '@tabler/icons-react';
import classes from '../screens.module.css';
import { Answers, AtHand, Note, type StepCan } from './step-kit.tsx';

export function ScriptStep({ step, t, language, act }: StepCan) {
  const { lines, left, mayAcknowledge } = ScriptView.parse(step.view);
  const current = lines.find(({ status }) => status === 'current' || status === 'read');
  return (
    <>
      <Note>{t('step.linesLeft', { count: left })}</Note>
      <ol className={classes['lines']}>
        {lines.map(({ key, text, status }) => (
          <li
            key={key}
            className={classNames(key === current?.key && classes['now'])}
            data-status={status}
            aria-current={key === current?.key ? 'step' : undefined}
          >
            {status === 'done' ? <IconCheck size={18} stroke={2} aria-hidden /> : <IconVolume size={18} stroke={1.6} aria-hidden />}
            <span>{text[language]}</span>
          </li>
        ))}
      </ol>
      {current !== undefined && mayAcknowledge && current.acknowledge && (
        <AtHand>
          <Button size="touch" onClick={() => act('ask_again', { line: current.key })}>
            {t('step.again')}
          </Button>
          <Button kind="primary" size="touch" onClick={() => act('acknowledge', { line: current.key })}>
            {t('step.clear')}
          </Button>
        </AtHand>
      )}
    </>
  );
}

export function QuestionStep({ step, t, language, act }: StepCan) {
  const { question, choices, mayTap } = QuestionView.parse(step.view);
  return (
    <>
      <strong>{question[language]}</strong>
      {mayTap ? (
        <Answers language={language} choices={choices} onAnswer={(choice) => act('answer', { choice })} />
      ) : (
        <Note>{t('step.aloud')}</Note>
      )}
    </>
  );
}

export function VirtualAgentStep({ step, t, language, act }: StepCan) {
  const { label, line, mayAnswer, mayAskPerson } = VirtualAgentView.parse(step.view);
  return (
    <>
      <Note>{label[language]}</Note>
      {line !== null && <p>{line.text[language]}</p>}
      {line !== null && mayAnswer ? (
        <Answers language={language} choices={line.choices} onAnswer={(choice) => act('answer', { line: line.key, choice })} />
      ) : (
        <Note>{t('step.listen')}</Note>
      )}
      {mayAskPerson && step.held.length === 0 && (
        <Button size="touch" wide onClick={() => act('ask_person')}>
          {t('step.ask_person')}
        </Button>
      )}
    </>
  );
}

export function RiskStep({ step, t, language, act }: StepCan) {
  const { phase, questions, answered, total, level, matched, product, mayRedo, care } = RiskAssessmentView.parse(step.view);
  if (phase === 'asking')
    return (
      <>
        {questions.map(({ key, text, options, answer }) => (
          <fieldset key={key} className={classes['question']}>
            <legend>{text[language]}</legend>
            {options.map((option) => (
              <label key={option.key}>
                <input
                  type="radio"
                  name={`${step.nodeRunId}-${key}`}
                  checked={answer === option.key}
                  onChange={() => act('answer', { question: key, option: option.key })}
                />
                <span>{option.text[language]}</span>
              </label>
            ))}
          </fieldset>
        ))}
        <Button
          kind="primary"
          size="touch"
          wide
          offReason={answered < total ? t('step.questionsLeft', { count: total - answered }) : null}
          onClick={() => act('submit')}
        >
          {t('step.submit')}
        </Button>
      </>
    );
  if (phase === 'result')
    return (
      <>
        <dl className={classes['result']}>
          <dt>{t('step.level')}</dt>
          <dd>{level}</dd>
          <dt>{product.name[language]}</dt>
          <dd>{product.level}</dd>
        </dl>
        <p>{t(matched === true ? 'step.matched' : 'step.notMatched')}</p>
        <AtHand>
          {mayRedo && (
            <Button size="touch" onClick={() => act('redo')}>
              {t('step.redo')}
            </Button>
          )}
          <Button kind="primary" size="touch" onClick={() => act('accept')}>
            {t('step.goOn')}
          </Button>
        </AtHand>
      </>
    );
  return (
    <>
      <p>{care?.[language]}</p>
      {phase === 'care' ? (
        <Note>{t('step.careListen')}</Note>
      ) : (
        <AtHand>
          <Button size="touch" onClick={() => act('care_decline')}>
            {t('step.careDecline')}
          </Button>
          <Button kind="primary" size="touch" onClick={() => act('care_accept')}>
            {t('step.careAccept')}
          </Button>
        </AtHand>
      )}
    </>
  );
}
