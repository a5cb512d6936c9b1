import type { ReviewFigures, ServiceTypeId, StaffId } from '@guichet/protocol';
import { Field } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';

/** What the figures of some days are narrowed down by. */
export interface Narrowing {
  readonly serviceTypeId?: ServiceTypeId;
  readonly agentId?: StaffId;
}

interface NarrowingFieldsProps {
  /** Undefined while they are not known. */
  readonly choices: ReviewFigures['choices'] | undefined;
  readonly narrowing: Narrowing;
  readonly onChange: (narrowing: Narrowing) => void;
}

/** One service, one agent, or all of them. What was chosen stays to be seen when other days know nothing of it. */
export function NarrowingFields({ choices, narrowing, onChange }: NarrowingFieldsProps) {
  const { t, language } = useTexts();
  const { serviceTypeId, agentId } = narrowing;
  return (
    <>
      <Choice
        label={t('figures.service')}
        all={t('figures.allServices')}
        value={serviceTypeId}
        options={(choices?.services ?? []).map((service) => ({ value: service.serviceTypeId, text: service.title[language] }))}
        onChange={(chosen) => onChange({ ...(agentId && { agentId }), ...(chosen && { serviceTypeId: chosen }) })}
      />
      <Choice
        label={t('figures.agent')}
        all={t('figures.allAgents')}
        value={agentId}
        options={(choices?.agents ?? []).map(({ staffId, name }) => ({ value: staffId, text: name }))}
        onChange={(chosen) => onChange({ ...(serviceTypeId && { serviceTypeId }), ...(chosen && { agentId: chosen }) })}
      />
    </>
  );
}

interface ChoiceProps<Id extends string> {
  readonly label: string;
  readonly all: string;
  readonly value: Id | undefined;
  readonly options: readonly { readonly value: Id; readonly text: string }[];
  readonly onChange: (value: Id | undefined) => void;
}

function Choice<Id extends string>({ label, all, value, options, onChange }: ChoiceProps<Id>) {
  const isGone = value !== undefined && !options.some((option) => option.value === value);
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          value={value ?? ''}
          onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value)}
        >
          <option value="">{all}</option>
          {isGone && <option value={value}>–</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
