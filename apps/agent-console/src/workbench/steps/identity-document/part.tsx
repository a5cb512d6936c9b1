import { Button } from '@guichet/ui';
import { useState } from 'react';
import { Actions } from '../../flow/kit/actions.tsx';
import { Tick } from '../../flow/kit/choices.tsx';
import { CustomerSees } from '../../flow/kit/customer-sees.tsx';
import { EngineHint } from '../../flow/kit/engine-hint.tsx';
import { Missing } from '../../flow/kit/missing.tsx';
import { ReasonAction } from '../../flow/kit/reason-action.tsx';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import { Beside } from './beside.tsx';
import { Captures } from './captures.tsx';
import { WrittenField } from './written-field.tsx';
import classes from './part.module.css';
import { IdentityDocumentStaffView } from '@guichet/workflow/views';

/** The customer shows a document; the agent looks at it, writes it down, ticks what was checked, and decides. */
export function Part({ step, act, busy, spoken }: NodePartProps) {
  const { t } = useFlowTexts();
  const view = IdentityDocumentStaffView.parse(step.view);
  const may = (action: string) => step.actions.includes(action);
  if (view.documentType === null)
    return (
      <>
        <CustomerSees>{t('identity.seesChoice')}</CustomerSees>
        <Missing items={[t('identity.whichDocument')]} />
        {may('choose') && <ChooseDocument view={view} act={act} busy={busy} />}
      </>
    );
  const side = view.sides.find((each) => each.side === view.currentSide);
  return (
    <>
      <CustomerSees>
        {side === undefined
          ? t(view.numberRead === null || view.numberRead === 'done' ? 'identity.seesWait' : 'identity.seesRead')
          : t('identity.seesShow', { side: side.title?.[spoken] ?? side.side })}
        {view.tip !== null && ` ${view.tip[spoken]}`}
      </CustomerSees>
      <Captures view={view} act={act} busy={busy} may={may('capture')} />
      {may('read_number') && mayListen(view) && (
        <Actions>
          <Button offReason={busy ? t('kit.sending') : null} onClick={() => void act('read_number')}>
            {t(view.numberRead === 'wanted' ? 'identity.listen' : 'identity.listenAgain')}
          </Button>
        </Actions>
      )}
      {/* Another document is another reading. */}
      {may('confirm') && <Judgement key={view.documentType} view={view} act={act} busy={busy} />}
    </>
  );
}

/** Nobody has read its number yet, or what was heard is not the number: whoever slips in one of eighteen signs need not show the card again. */
function mayListen({ numberRead, beside }: IdentityDocumentStaffView): boolean {
  if (numberRead === 'done') return beside.some(({ key, result }) => key === 'number_read' && result !== 'pass');
  return numberRead === 'wanted' || numberRead === 'unheard';
}

function ChooseDocument({ view, act, busy }: { readonly view: IdentityDocumentStaffView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t, language } = useFlowTexts();
  return (
    <Actions>
      {view.documents.map(({ key, title }) => (
        <Button key={key} offReason={busy ? t('kit.sending') : null} onClick={() => void act('choose', { documentType: key })}>
          {title[language]}
        </Button>
      ))}
    </Actions>
  );
}

function Judgement({ view, act, busy }: { readonly view: IdentityDocumentStaffView } & Pick<NodePartProps, 'act' | 'busy'>) {
  const { t, language } = useFlowTexts();
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const [ticked, setTicked] = useState<readonly string[]>([]);
  // What an engine reads stands in the field until the agent writes over it.
  const valueOf = ({ name, read }: IdentityDocumentStaffView['fields'][number]) => written[name] ?? read ?? '';
  const missing = [
    ...view.sides.filter(({ shown }) => !shown).map(({ side, title }) => t('identity.notShown', { side: title?.[language] ?? side })),
    ...(view.numberRead === null || view.numberRead === 'done' ? [] : [t(`identity.number.${view.numberRead}`)]),
    ...view.fields.filter((field) => valueOf(field).trim() === '').map(({ title }) => title[language]),
    ...view.checks.filter(({ key }) => !ticked.includes(key)).map(({ title }) => title[language]),
  ];
  // Another number than the one that is on the list is looked up when it is confirmed.
  const isRefused = view.isBlocked && Object.keys(written).length === 0;
  const confirm = () => {
    const fields = Object.fromEntries(view.fields.map((field) => [field.name, valueOf(field).trim()]));
    return act('confirm', { fields, checks: ticked });
  };
  return (
    <>
      {/* Until a picture has come nobody has looked at it, neither an engine nor an eye. */}
      {(view.hint !== null || !view.wantsStill || view.images.some(({ ref }) => ref !== null)) && <EngineHint hint={view.hint} />}
      {view.hint?.finding != null && <p role="status">{view.hint.finding[language]}</p>}
      <Beside view={view} />
      <div className={classes['fields']}>
        {view.fields.map((field) => (
          <WrittenField
            key={field.name}
            field={field}
            value={valueOf(field)}
            onChange={(value) => setWritten((all) => ({ ...all, [field.name]: value }))}
          />
        ))}
      </div>
      {view.checks.length > 0 && (
        <section className={classes['checks']}>
          <h3>{t('identity.checks')}</h3>
          {view.checks.map(({ key, title }) => (
            <Tick
              key={key}
              title={title[language]}
              checked={ticked.includes(key)}
              onChange={(checked) => setTicked((all) => (checked ? [...all, key] : all.filter((each) => each !== key)))}
            />
          ))}
        </section>
      )}
      <Missing items={missing} />
      <Actions>
        <ReasonAction
          label={t('identity.askAgain')}
          reasons={view.retakeReasons}
          offReason={view.retakesLeft > 0 ? null : t('identity.noRetakesLeft')}
          busy={busy}
          onDo={(reason) => act('ask_again', { reason })}
        />
        <ReasonAction label={t('kit.reject')} reasons={view.rejections} danger busy={busy} onDo={(reason) => act('reject', { reason })} />
        <Button
          kind="primary"
          size="lg"
          data-last
          busy={busy || view.isLookedUp}
          offReason={missing.length === 0 ? (isRefused ? t('identity.blocked') : null) : t('kit.left', { count: missing.length })}
          onClick={() => void confirm()}
        >
          {t('identity.confirm')}
        </Button>
      </Actions>
    </>
  );
}
