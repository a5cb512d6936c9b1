import type { Timeline } from '@guichet/protocol';
import { classNames, formatWait } from '@guichet/ui';
import { IconCheck, IconFileText, IconHandClick } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import classes from './customer-screen.module.css';
import { screenAt } from './screen-at.ts';
import { ShownPage } from './shown-page.tsx';

/** What the customer had before them at the moment that is played: the line, the question, the form, the page. */
export function CustomerScreen({ timeline, player }: { readonly timeline: Timeline; readonly player: ReplayPlayer }) {
  const { t, language } = useTexts();
  const position = useStore(player.position);
  const screen = screenAt(timeline, position);
  const { step, line, answer, answered, form, document } = screen;
  return (
    <section className={classes['screen']} aria-label={t('timeline.screen.title')}>
      <header>
        <span>
          {t('timeline.screen.title')} · {step === null ? t('timeline.screen.nothing') : step.title[language]}
        </span>
        {screen.place !== null && <span>{t('timeline.screen.place', screen.place)}</span>}
      </header>
      <div className={classes['body']}>
        {line !== null && <p className={classes['say']}>{line.text[language]}</p>}
        {answer !== null && (
          <>
            <p className={classes['say']}>{answer.question[language]}</p>
            {answered && answer.answer !== null && <p className={classes['chosen']}>{answer.answer[language]}</p>}
          </>
        )}
        {form !== null && <FormSoFar form={form} position={position} />}
        {document?.document.mayOpen === true && document.document.documentId !== null && document.document.hash !== null && (
          <ShownPage
            documentId={document.document.documentId}
            hash={document.document.hash}
            title={document.document.title[language]}
            page={document.page}
          />
        )}
        {document !== null && (
          <p className={classes['page']}>
            <IconFileText size={24} stroke={1.5} aria-hidden />
            <span>
              {document.document.title[language]}
              <small>{t('timeline.screen.page', { page: document.page, pages: Math.max(document.page, document.document.pages) })}</small>
            </span>
          </p>
        )}
      </div>
      <footer>{screen.last !== null && <Last {...screen.last} />}</footer>
    </section>
  );
}

function FormSoFar({ form, position }: { readonly form: Timeline['forms'][number]; readonly position: number }) {
  const { t, language } = useTexts();
  const latest = new Map(form.entries.filter(({ atMs }) => atMs <= position).map((entry) => [entry.field, entry]));
  const order = [...latest.keys()];
  const shown = form.fields
    .filter(({ key }) => latest.has(key))
    .toSorted((a, b) => order.indexOf(b.key) - order.indexOf(a.key))
    .slice(0, 5);
  if (shown.length === 0) return <p className={classes['calm']}>{t('timeline.screen.emptyForm')}</p>;
  return (
    <dl className={classes['form']}>
      {shown.map(({ key, title }) => (
        <div key={key} className={classNames(key === order.at(-1) && classes['fresh'])}>
          <dt>{title[language]}</dt>
          <dd>{latest.get(key)?.value.text ?? t('timeline.erased')}</dd>
        </div>
      ))}
    </dl>
  );
}

function Last({ kind, atMs, text }: NonNullable<ReturnType<typeof screenAt>['last']>): ReactNode {
  const { t, language } = useTexts();
  return (
    <>
      {kind === 'answered' ? <IconHandClick size={16} stroke={1.75} aria-hidden /> : <IconCheck size={16} stroke={1.75} aria-hidden />}
      <span>
        <time>{formatWait(atMs)}</time> {t(`timeline.screen.${kind}`, { what: text[language] })}
      </span>
    </>
  );
}
