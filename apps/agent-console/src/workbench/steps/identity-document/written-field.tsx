import { Field, formatPercent } from '@guichet/ui';
import { Tick } from '../../flow/kit/choices.tsx';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { IdentityDocumentStaffView } from '@guichet/workflow/views';

interface WrittenFieldProps {
  readonly field: IdentityDocumentStaffView['fields'][number];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const DATES: ReadonlySet<string> = new Set(['birthDate', 'validFrom', 'validUntil']);
const WIDE: ReadonlySet<string> = new Set(['address', 'idNumber', 'issuer']);
/** In the place of a date: the document does not end. */
const LONG_TERM = 'long_term';

/** One value of the document, as it was read or as the agent writes it down. */
export function WrittenField({ field: { name, title, read, confidence }, value, onChange }: WrittenFieldProps) {
  const { t, language } = useFlowTexts();
  const longTerm = value === LONG_TERM;
  const hint = read === null ? undefined : read === value ? readText(t, confidence) : t('identity.corrected', { read });
  return (
    <div className={WIDE.has(name) ? classes['wide'] : undefined}>
      <Field label={title[language]} hint={hint}>
        {(control) => (
          <input
            {...control}
            type={DATES.has(name) && !longTerm ? 'date' : 'text'}
            readOnly={longTerm}
            maxLength={300}
            autoComplete="off"
            value={longTerm ? t('identity.longTerm') : value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
      {name === 'validUntil' && (
        <Tick title={t('identity.longTerm')} checked={longTerm} onChange={(checked) => onChange(checked ? LONG_TERM : '')} />
      )}
    </div>
  );
}

const readText = (t: ReturnType<typeof useFlowTexts>['t'], confidence: number | null): string =>
  confidence === null ? t('identity.read') : t('identity.readWith', { confidence: formatPercent(confidence) });
