import { Button } from '@guichet/ui';
import { DocumentView, HandOverView, IdentityDocumentView, InviteView, LivenessView } from '@guichet/workflow/views';
import { IconCheck, IconCircleDashed, IconFileText, IconSignature } from '@tabler/icons-react';
import type { FlowRole } from '@guichet/workflow';
import classes from '../screens.module.css';
import { Answers, Note, type StepCan } from './step-kit.tsx';

const STROKES = [
  [
    { x: 0.1, y: 0.6, t: 0 },
    { x: 0.4, y: 0.3, t: 90 },
    { x: 0.8, y: 0.5, t: 180 },
  ],
];
const DECLINES = 'disagrees';
/** Long enough to have read a page, where nothing is asked. */
const PAGE_MS = 2_000;

export function DocumentStep({ step, t, language, act, role }: StepCan & { readonly role: FlowRole }) {
  const { phase, title, document: paper, unread, places, minPageMs, mayFinish } = DocumentView.parse(step.view);
  if (paper === null || phase === 'preparing') return <Note>{t('step.preparing')}</Note>;
  if (phase === 'sealing') return <Note>{t('step.sealing')}</Note>;
  const readMs = Math.max(minPageMs, PAGE_MS);
  const can = (action: string) => step.actions.includes(action);
  return (
    <>
      <strong>{title[language]}</strong>
      <Note>{t('side.paper')}</Note>
      <ul className={classes['papers']}>
        {Array.from({ length: paper.pages }, (_, i) => i + 1).map((page) => (
          <li key={page}>
            <IconFileText size={18} stroke={1.6} aria-hidden />
            <span>{t('step.pageOf', { page, pages: paper.pages })}</span>
            {!unread.includes(page) ? (
              <Done text={t('step.read')} />
            ) : (
              can('read') && (
                <Button size="sm" onClick={() => act('read', { page, dwellMs: readMs, reachedEnd: true }, readMs)}>
                  {t('step.readPage')}
                </Button>
              )
            )}
          </li>
        ))}
        {places.map((place) => (
          <li key={place.name}>
            <IconSignature size={18} stroke={1.6} aria-hidden />
            <span>{place.title?.[language] ?? place.name}</span>
            {place.signed ? (
              <Done text={t('step.signed')} />
            ) : place.by === role && can('sign') ? (
              <Button size="sm" onClick={() => act('sign', { place: place.name, strokes: STROKES })}>
                {t('step.sign')}
              </Button>
            ) : (
              <small>{t(`role.${place.by}`)}</small>
            )}
          </li>
        ))}
      </ul>
      {can('finish') && (
        <Button kind="primary" size="touch" wide offReason={mayFinish ? null : t('side.nothing')} onClick={() => act('finish')}>
          {t('step.finish')}
        </Button>
      )}
      {can('decline') && (
        <Button size="touch" wide onClick={() => act('decline', { reason: DECLINES })}>
          {t('step.decline')}
        </Button>
      )}
    </>
  );
}

function Done({ text }: { readonly text: string }) {
  return (
    <span className={classes['done']}>
      <IconCheck size={16} stroke={2} aria-hidden />
      {text}
    </span>
  );
}

export function IdentityStep({ step, t, language, act }: StepCan) {
  const { documentType, documents, sides, currentSide, tip } = IdentityDocumentView.parse(step.view);
  if (documentType === null)
    return (
      <>
        <p>{t('step.whichDocument')}</p>
        <Answers language={language} choices={documents} onAnswer={(key) => act('choose', { documentType: key })} />
      </>
    );
  const side = sides.find((each) => each.side === currentSide);
  return (
    <>
      {tip !== null && <Note>{tip[language]}</Note>}
      <ul className={classes['papers']}>
        {sides.map(({ side: name, title, shown }) => (
          <li key={name}>
            {shown ? <IconCheck size={18} stroke={2} aria-hidden /> : <IconCircleDashed size={18} stroke={1.6} aria-hidden />}
            <span>{title?.[language] ?? name}</span>
          </li>
        ))}
      </ul>
      {side === undefined ? (
        <Note>{t('step.allShown')}</Note>
      ) : (
        <>
          <p>{t('step.intoFrame', { side: side.title?.[language] ?? '' })}</p>
          <Button kind="primary" size="touch" wide onClick={() => act('capture', { side: side.side })}>
            {t('step.inFrame')}
          </Button>
        </>
      )}
    </>
  );
}

export function LivenessStep({ step, language, t }: StepCan) {
  const { current, number, total } = LivenessView.parse(step.view);
  return (
    <>
      <p>{current === null ? t('step.look') : current.title[language]}</p>
      <Note>
        {number} / {total}
      </Note>
    </>
  );
}

export function InviteStep({ step, t, language, act }: StepCan) {
  const { title } = InviteView.parse(step.view);
  return (
    <>
      <p>{title[language]}</p>
      <Note>{t('step.invited')}</Note>
      {step.actions.includes('decline') && (
        <Button size="touch" wide onClick={() => act('decline')}>
          {t('step.disagree')}
        </Button>
      )}
    </>
  );
}

export function HandOverStep({ step, t, language }: StepCan) {
  const { notice, number, place } = HandOverView.parse(step.view);
  return (
    <>
      {notice !== null && <p>{notice[language]}</p>}
      {number !== null && place !== null && <Note>{t('step.place', { number, place })}</Note>}
    </>
  );
}
