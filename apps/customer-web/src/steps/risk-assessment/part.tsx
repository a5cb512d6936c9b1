import { Button } from '@guichet/ui';
import { RiskAssessmentView } from '@guichet/workflow/views';
import { useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

/** The questionnaire, one question under the other, then what comes of it and whether the product fits. */
export function Part(props: StepPartProps) {
  const view = RiskAssessmentView.parse(props.step.view);
  if (view.phase === 'asking') return <Questions {...props} view={view} />;
  if (view.phase === 'result') return <Result {...props} view={view} />;
  return <Care {...props} view={view} />;
}

type PhaseProps = StepPartProps & { readonly view: RiskAssessmentView };

function Questions({ view: { questions, answered, total }, act, note, busy }: PhaseProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  // What was tapped is marked at once; what the counter refuses is taken back.
  const [tapped, setTapped] = useState<Readonly<Record<string, string>>>({});
  const answerWith = async (question: string, option: string) => {
    setTapped((all) => ({ ...all, [question]: option }));
    if (await note('answer', { question, option })) return;
    setTapped((all) => Object.fromEntries(Object.entries(all).filter(([key, chosen]) => key !== question || chosen !== option)));
  };
  return (
    <>
      <ol className={classes['questions']}>
        {questions.map(({ key, text, options, answer }) => (
          <li key={key}>
            <fieldset>
              <legend>{text[language]}</legend>
              {options.map((option) => (
                <label key={option.key}>
                  <input
                    type="radio"
                    name={key}
                    checked={(tapped[key] ?? answer) === option.key}
                    onChange={() => void answerWith(key, option.key)}
                  />
                  <span>{option.text[language]}</span>
                </label>
              ))}
            </fieldset>
          </li>
        ))}
      </ol>
      <Button
        kind="primary"
        size="xl"
        wide
        busy={busy}
        offReason={answered < total ? t('risk.left', { count: total - answered }) : null}
        onClick={() => void act('submit')}
      >
        {t('risk.submit')}
      </Button>
    </>
  );
}

function Result({ view: { level, matched, product, mayRedo }, act, busy }: PhaseProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  return (
    <>
      <dl className={classes['result']}>
        <div>
          <dt>{t('risk.level')}</dt>
          <dd>{level}</dd>
        </div>
        <div>
          <dt>{product.name[language]}</dt>
          <dd>{product.level}</dd>
        </div>
      </dl>
      <p>{t(matched === true ? 'risk.matched' : 'risk.notMatched')}</p>
      <Button kind="primary" size="xl" wide busy={busy} onClick={() => void act('accept')}>
        {t(matched === true ? 'risk.goOn' : 'risk.understood')}
      </Button>
      {mayRedo && (
        <Button size="xl" wide busy={busy} onClick={() => void act('redo')}>
          {t('risk.redo')}
        </Button>
      )}
    </>
  );
}

function Care({ view: { phase, care }, act, busy }: PhaseProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  return (
    <>
      <p className={classes['care']}>{care?.[language]}</p>
      {phase === 'care' ? (
        <p role="status">{t('risk.careListen')}</p>
      ) : (
        <>
          <Button kind="primary" size="xl" wide busy={busy} onClick={() => void act('care_accept')}>
            {t('risk.careAccept')}
          </Button>
          <Button size="xl" wide busy={busy} onClick={() => void act('care_decline')}>
            {t('risk.careDecline')}
          </Button>
        </>
      )}
    </>
  );
}
