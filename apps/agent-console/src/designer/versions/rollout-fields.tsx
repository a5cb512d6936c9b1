import type { FlowRolloutPlan, SkillView } from '@guichet/protocol';
import { Field } from '@guichet/ui';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../../app/services.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './versions.module.css';

export const FIRST_PLAN: FlowRolloutPlan = {
  percent: 50,
  scope: { skills: [], serviceTypeIds: [], branches: [] },
  guard: { failedOutcomes: ['failed'], minFinished: 20, maxFailedPercent: 20 },
};

interface RolloutFieldsProps {
  readonly plan: FlowRolloutPlan;
  readonly onChange: (plan: FlowRolloutPlan) => void;
}

const wordsOf = (text: string): string[] =>
  text
    .split(/[,，\s]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Who gets a new version, and when it is taken back by itself. */
export function RolloutFields({ plan, onChange }: RolloutFieldsProps) {
  const { t, language } = useDesignerTexts();
  const { http } = useServices();
  // Only administrators may list them; others name them.
  const services = useQuery({ queryKey: ['services'], queryFn: ({ signal }) => http.request('services.list', { signal }), retry: false });
  const skills: readonly SkillView[] = services.data?.skills ?? [];
  const { percent, scope, guard } = plan;
  return (
    <div className={classes['fields']}>
      <Field label={t('rollout.percent')} hint={t('rollout.percentHelp')}>
        {(control) => (
          <div className={classes['percent']}>
            <input
              type="range"
              min={0}
              max={100}
              step={5}
              value={percent}
              aria-label={t('rollout.percent')}
              onChange={(event) => onChange({ ...plan, percent: Number(event.currentTarget.value) })}
            />
            <input
              {...control}
              type="number"
              min={0}
              max={100}
              value={percent}
              data-percent
              onChange={(event) =>
                onChange({ ...plan, percent: Math.min(100, Math.max(0, Math.round(Number(event.currentTarget.value)))) })
              }
            />
          </div>
        )}
      </Field>
      {skills.length > 0 ? (
        <fieldset className={classes['choices']}>
          <legend>{t('rollout.skills')}</legend>
          {skills.map(({ skill, name }) => (
            <label key={skill}>
              <input
                type="checkbox"
                checked={scope.skills.includes(skill)}
                onChange={(event) =>
                  onChange({
                    ...plan,
                    scope: {
                      ...scope,
                      skills: event.currentTarget.checked ? [...scope.skills, skill] : scope.skills.filter((each) => each !== skill),
                    },
                  })
                }
              />
              {name[language]}
            </label>
          ))}
          <p>{t('rollout.scopeHelp')}</p>
        </fieldset>
      ) : (
        <Field label={t('rollout.skills')} hint={t('rollout.scopeHelp')}>
          {(control) => (
            <input
              {...control}
              defaultValue={scope.skills.join(', ')}
              onChange={(event) => onChange({ ...plan, scope: { ...scope, skills: wordsOf(event.currentTarget.value) } })}
            />
          )}
        </Field>
      )}
      <Field label={t('rollout.branches')} hint={t('rollout.branchesHelp')}>
        {(control) => (
          <input
            {...control}
            defaultValue={scope.branches.join(', ')}
            onChange={(event) => onChange({ ...plan, scope: { ...scope, branches: wordsOf(event.currentTarget.value) } })}
          />
        )}
      </Field>
      <fieldset className={classes['guard']}>
        <label>
          <input
            type="checkbox"
            checked={guard !== null}
            onChange={(event) => onChange({ ...plan, guard: event.currentTarget.checked ? FIRST_PLAN.guard : null })}
          />
          {t('rollout.guard')}
        </label>
        {guard !== null && (
          <>
            <div className={classes['two']}>
              <Field label={t('rollout.maxFailed')}>
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={0}
                    max={100}
                    value={guard.maxFailedPercent}
                    onChange={(event) =>
                      onChange({
                        ...plan,
                        guard: { ...guard, maxFailedPercent: Math.min(100, Math.max(0, Number(event.currentTarget.value))) },
                      })
                    }
                  />
                )}
              </Field>
              <Field label={t('rollout.minFinished')}>
                {(control) => (
                  <input
                    {...control}
                    type="number"
                    min={1}
                    value={guard.minFinished}
                    onChange={(event) =>
                      onChange({ ...plan, guard: { ...guard, minFinished: Math.max(1, Math.round(Number(event.currentTarget.value))) } })
                    }
                  />
                )}
              </Field>
            </div>
            <Field label={t('rollout.failedOutcomes')} hint={t('rollout.failedHelp')}>
              {(control) => (
                <input
                  {...control}
                  className={`${control.className} mono`}
                  defaultValue={guard.failedOutcomes.join(', ')}
                  onChange={(event) => {
                    const failedOutcomes = wordsOf(event.currentTarget.value);
                    if (failedOutcomes.length > 0) onChange({ ...plan, guard: { ...guard, failedOutcomes } });
                  }}
                />
              )}
            </Field>
          </>
        )}
      </fieldset>
    </div>
  );
}
