import { IconPencil } from '@tabler/icons-react';
import { useContext } from 'react';
import { type Self, SelfContext } from '../../counter/call-session.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import { textOf } from './field-text.ts';
import classes from './part.module.css';
import type { FormFieldView } from '@guichet/workflow/views';

const AUTHORS = { agent: 'agent', supervisor: 'agent', guest: 'guest', system: 'system', virtual_agent: 'system' } as const;

/** Who the form has a value from, where that is not the reader; to a guest the customer is the other party. */
export function authorOf(by: string | null, reader: Self['role']): 'agent' | 'guest' | 'system' | null {
  if (by === reader) return null;
  if (by === 'customer') return 'guest';
  return by !== null && Object.hasOwn(AUTHORS, by) ? AUTHORS[by as keyof typeof AUTHORS] : null;
}

/** Who wrote what stands here; or what somebody else wrote while the reader is writing something else. */
export function Author({ field, differs }: { readonly field: FormFieldView; readonly differs: boolean }) {
  const { t } = useStepTexts();
  const { role } = useContext(SelfContext);
  const author = authorOf(field.by, role);
  if (author === null && field.locked && field.value === null) return <small className={classes['author']}>{t('form.theirs')}</small>;
  if (author === null || field.value === null) return null;
  return (
    <small className={classes['author']} data-by={author}>
      <IconPencil size={16} stroke={1.6} aria-hidden />
      {differs ? t('form.wrote', { value: textOf(field, field.value) }) : t(`form.by.${author}`)}
    </small>
  );
}
