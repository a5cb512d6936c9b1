import type { Language } from '@guichet/protocol';
import { formatTimeOfDay, Tag } from '@guichet/ui';
import { IconCheck, IconPlayerPlay } from '@tabler/icons-react';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import type { ScriptLineStaffView as Line } from '@guichet/workflow/views';

/** All lines in their order: what was read and by what that is known, where it stands, what comes. */
export function LineList({ lines, spoken }: { readonly lines: readonly Line[]; readonly spoken: Language }) {
  const { t } = useFlowTexts();
  return (
    <section>
      <ol className={classes['lines']} aria-label={t('script.lines')}>
        {lines.map((line, index) => (
          <li
            key={line.key}
            data-status={line.status}
            aria-current={line.status === 'current' || line.status === 'read' ? 'step' : undefined}
          >
            <Mark line={line} number={index + 1} />
            <span lang={spoken}>{line.text[spoken]}</span>
            {line.status === 'done' && <Evidence line={line} />}
          </li>
        ))}
      </ol>
      {lines.some(({ status }) => status === 'done') && <p className={classes['legend']}>{t('script.legend')}</p>}
    </section>
  );
}

function Mark({ line: { status }, number }: { readonly line: Line; readonly number: number }) {
  if (status === 'done') return <IconCheck size={16} stroke={2} aria-hidden />;
  if (status === 'coming') return <span data-num>{number}</span>;
  return <IconPlayerPlay size={16} stroke={1.75} aria-hidden />;
}

/**
 * A tick and a tap are marks of time, no proof of what was heard: until sound has been compared with the words, a line that was read is not
 * evaluated and looks so.
 */
function Evidence({ line: { acknowledge, tooFast, readAt } }: { readonly line: Line }) {
  const { t } = useFlowTexts();
  return (
    <span className={classes['evidence']}>
      {readAt !== null && <time dateTime={new Date(readAt).toISOString()}>{formatTimeOfDay(readAt)}</time>}
      {tooFast ? (
        <Tag tone="warn">{t('script.tooFast')}</Tag>
      ) : (
        <Tag tone="none" title={t('script.notEvaluated')}>
          {t(acknowledge ? 'script.tapped' : 'script.ticked')}
        </Tag>
      )}
    </span>
  );
}
