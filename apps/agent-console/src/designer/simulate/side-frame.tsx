import type { FlowCurrentView, FlowProgressView } from '@guichet/protocol';
import { Button, formatTimeOfDay, ServerClock, Tag } from '@guichet/ui';
import type { FlowRole, Simulation } from '@guichet/workflow';
import { IconArrowLeft, IconPlayerPause, IconUser } from '@tabler/icons-react';
import { type ReactNode, Suspense, useMemo } from 'react';
import { ServicesContext, useServices } from '../../app/services.ts';
import { nodeParts, partName } from '../../workbench/flow/node-parts.ts';
import { PartBoundary } from '../../workbench/flow/part-boundary.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { CustomerStep } from './customer/customer-step.tsx';
import { DocumentStep } from './customer/paper-steps.tsx';
import { Note, type StepCan } from './customer/step-kit.tsx';
import { acted, moved, told } from './run.ts';
import classes from './screens.module.css';
import { useSimulateTexts } from './texts/use-simulate-texts.ts';
import type { Take } from './use-run.ts';

interface SideProps {
  readonly simulation: Simulation;
  readonly role: FlowRole;
  /** Others who sit on this side of the counter. */
  readonly roles: readonly FlowRole[];
  readonly onRole: (role: FlowRole) => void;
  readonly take: Take;
}

/** The customer's phone, 390 px wide as their page is. */
export function CustomerPhone(props: SideProps) {
  const { t } = useSimulateTexts();
  return (
    <section className={classes['side']} aria-label={t('side.customer')} data-side="customer">
      <SideHead {...props} title={t('side.customer')} />
      <div className={classes['phone']}>
        <div className={classes['speaker']} aria-hidden />
        <Screen {...props} />
      </div>
    </section>
  );
}

/** The agent's panel, with the very parts of the workbench. */
export function AgentDesk(props: SideProps) {
  const { t } = useSimulateTexts();
  return (
    <section className={classes['side']} aria-label={t('side.agent')} data-side="agent">
      <SideHead {...props} title={t('side.agent')} />
      <div className={classes['desk']}>
        <Screen {...props} />
      </div>
    </section>
  );
}

function SideHead({ title, role, roles, onRole }: SideProps & { readonly title: string }) {
  const { t } = useSimulateTexts();
  return (
    <header className={classes['sideHead']}>
      <h2>{title}</h2>
      {roles.length > 1 && (
        <label>
          <span>{t('side.as')}</span>
          <select value={role} onChange={(event) => onRole(event.currentTarget.value as FlowRole)}>
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`role.${each}`)}
              </option>
            ))}
          </select>
        </label>
      )}
    </header>
  );
}

const isCustomers = (role: FlowRole): boolean => role === 'customer' || role === 'guest';
/** What nobody looks at. */
const HIDDEN: ReadonlySet<string> = new Set(['record', 'notify', 'wait', 'service', 'connect', 'queue']);

function Screen(props: SideProps) {
  const { t, language } = useSimulateTexts();
  const { t: designer } = useDesignerTexts();
  const { simulation, role, take } = props;
  const view = useMemo(() => simulation.viewFor(role), [simulation, role]);
  const coming = view.steps.filter(({ status }) => status === 'coming').slice(0, 3);
  return (
    <div className={classes['screen']} tabIndex={0} role="group" aria-label={t(`role.${role}`)}>
      {isCustomers(role) && <Progress view={view} />}
      {view.outcome !== null && <Note>{t('side.ended', { outcome: designer.orName('port', view.outcome) })}</Note>}
      {view.outcome === null && view.current.length === 0 && <Note>{t('side.nothing')}</Note>}
      {view.current.map((step) => (
        <OpenStep key={step.nodeRunId} {...props} step={step} view={view} />
      ))}
      {view.canEscalate && isCustomers(role) && (
        <Button
          kind="quiet"
          size="touch"
          icon={<IconUser size={18} stroke={1.6} aria-hidden />}
          onClick={() => take([moved({ escalate: role, afterMs: 0 })])}
        >
          {t('side.person')}
        </Button>
      )}
      {!isCustomers(role) && coming.length > 0 && (
        <footer className={classes['coming']}>
          <h3>{t('side.coming')}</h3>
          <ol>
            {coming.map((step) => (
              <li key={step.nodeId}>{step.title[language]}</li>
            ))}
          </ol>
        </footer>
      )}
    </div>
  );
}

function Progress({ view: { progress } }: { readonly view: FlowProgressView }) {
  const { t } = useSimulateTexts();
  const { done, total } = progress;
  return (
    <div className={classes['progress']}>
      <span aria-hidden>
        <i style={{ inlineSize: `${total === 0 ? 0 : (100 * done) / total}%` }} />
      </span>
      <small>{t('side.progress', { done: Math.min(done + 1, total), total })}</small>
    </div>
  );
}

function OpenStep({ simulation, role, take, step, view }: SideProps & { readonly step: FlowCurrentView; readonly view: FlowProgressView }) {
  const { t, language } = useSimulateTexts();
  const isHeld = step.held.length > 0;
  const can: StepCan = {
    step,
    t,
    language,
    act: (action, input, afterMs) =>
      void take([acted(role, step.nodeRunId, action, input, afterMs ?? readingMs(simulation, step, action))]),
    tell: (name, payload) => void take([told(name, payload)]),
  };
  return (
    <article className={classes['step']} data-step={step.type} aria-label={step.title[language]}>
      <header>
        <h3>{step.title[language]}</h3>
        {step.deadlineAt !== null && <Tag tone="warn">{t('side.until', { time: formatTimeOfDay(step.deadlineAt) })}</Tag>}
      </header>
      {step.held.map((need) => (
        <p key={need} className={classes['held']} role="status">
          <IconPlayerPause size={16} stroke={1.75} aria-hidden />
          {t(`held.${need}`)}
        </p>
      ))}
      <div className={classes['part']} inert={isHeld}>
        {Object.keys(step.view).length > 0 || !isHeld ? (
          <Body can={can} role={role} view={view} simulation={simulation} take={take} />
        ) : null}
      </div>
      {step.canGoBack && (
        <Button
          kind="quiet"
          size="sm"
          icon={<IconArrowLeft size={16} stroke={1.75} aria-hidden />}
          onClick={() => take([moved({ back: role, afterMs: 0 }, step.nodeRunId)])}
        >
          {t('side.back')}
        </Button>
      )}
    </article>
  );
}

/** Whoever ticks a line has read it: that takes as long as the flow asks for. */
function readingMs({ nowMs }: Simulation, { view }: FlowCurrentView, action: string): number | null {
  const from = action === 'tick' ? view['tickFrom'] : null;
  return typeof from === 'number' && from > nowMs ? from - nowMs : null;
}

interface BodyProps {
  readonly can: StepCan;
  readonly role: FlowRole;
  readonly view: FlowProgressView;
  readonly simulation: Simulation;
  readonly take: Take;
}

function Body({ can, role, view, simulation, take }: BodyProps): ReactNode {
  const { t } = can;
  const { step } = can;
  const by = view.steps.find(({ nodeRunId }) => nodeRunId === step.nodeRunId)?.by[0] ?? 'system';
  const theirs = <Note>{t(`theirs.${by}`)}</Note>;
  if (isCustomers(role)) {
    return HIDDEN.has(step.type) || (role === 'guest' && step.actions.length === 0) ? (
      theirs
    ) : (
      <PartBoundary content={step.view}>
        <CustomerStep {...can} role={role} />
      </PartBoundary>
    );
  }
  // The workbench fetches the very document, which there is none of here.
  if (step.type === 'document') return <DocumentStep {...can} role={role} />;
  const Part = nodeParts[partName(step.type)];
  if (Part === undefined) return theirs;
  return (
    <PartBoundary content={step.view}>
      <SimulatedClock simulation={simulation} step={step}>
        <Suspense fallback={theirs}>
          <Part
            step={step}
            act={(action, input) => {
              const reading = readingMs(simulation, step, action);
              return Promise.resolve(take([acted(role, step.nodeRunId, action, input, reading)]));
            }}
            escalate={() => Promise.resolve(take([moved({ escalate: role, afterMs: 0 }, step.nodeRunId)]))}
            busy={false}
            spoken={can.language}
          />
        </Suspense>
      </SimulatedClock>
    </PartBoundary>
  );
}

/** A clock that stands until the simulation goes on. */
class StoodClock extends ServerClock {
  readonly #nowMs: number;

  constructor(nowMs: number) {
    super();
    this.#nowMs = nowMs;
  }

  override nowMs(): number {
    return this.#nowMs;
  }
}

/** Parts that show a time show the simulation's, when what is being read has been read. */
function SimulatedClock({
  simulation,
  step,
  children,
}: {
  readonly simulation: Simulation;
  readonly step: FlowCurrentView;
  readonly children: ReactNode;
}) {
  const services = useServices();
  const { tickFrom } = step.view;
  const nowMs = Math.max(simulation.nowMs, typeof tickFrom === 'number' ? tickFrom : 0);
  const simulated = useMemo(() => ({ ...services, clock: new StoodClock(nowMs) }), [services, nowMs]);
  return <ServicesContext value={simulated}>{children}</ServicesContext>;
}
