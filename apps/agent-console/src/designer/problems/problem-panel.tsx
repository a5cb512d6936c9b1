import { Button, Tag } from '@guichet/ui';
import {
  IconAlertCircle,
  IconAlertOctagon,
  IconAlertTriangle,
  IconCheck,
  IconChevronRight,
  IconCircleCheck,
  IconCircleMinus,
  IconFocus2,
  IconMinus,
  IconX,
} from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useDesigner } from '../designer-scope.ts';
import { nodeOf, titleOf } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { type Mend, mendsOf } from './mends.ts';
import classes from './problems.module.css';
import type { RuleProofView } from './proof-overlay.ts';
import type { Findings } from './use-proof.ts';
import { stepsWithoutCall } from './without-call.ts';

interface ProblemPanelProps {
  readonly findings: Findings;
  /** The rule whose path is drawn. */
  readonly shown: string | null;
  readonly onShow: (ruleId: string | null) => void;
  readonly onMend: (mend: Mend) => void;
  /** This person may not ask for a proof. */
  readonly denied: boolean;
}

export function ProblemPanel({ findings, shown, onShow, onMend, denied }: ProblemPanelProps) {
  const { t, language } = useDesignerTexts();
  const { draft, show } = useDesigner();
  const { problems, proof, isProving, failed } = findings;
  const [all, setAll] = useState(false);
  /** Ways on are called what they are called on the canvas. */
  const inWords = ({ code, message }: Findings['problems'][number]): string => {
    const said = withoutNode(message[language]);
    return OF_PORTS.has(code) ? said.replace(/“([^”]+)”/, (_, port: string) => `“${t.orName('port', port)}”`) : said;
  };
  const withoutCall = useMemo(() => stepsWithoutCall(draft), [draft]);
  const rules = proof?.rules ?? [];
  const broken = rules.filter(({ binding, outcome }) => binding && outcome === 'violated');
  const open = rules.filter(({ outcome }) => outcome === 'not_evaluated');
  const proved = rules.filter(({ outcome }) => outcome === 'proved');
  const warned = rules.filter(({ binding, outcome }) => !binding && outcome === 'violated');
  return (
    <section className={classes['proof']} aria-label={t('proof.title')} data-panel="proof">
      <header className={classes['head']}>
        <h2>{t('proof.title')}</h2>
        <span className={classes['tags']} aria-live="polite">
          {isProving && draft.nodes.length > 0 && <small>{t('proof.running')}</small>}
          {problems.length > 0 && (
            <Tag tone="danger" icon={<IconX aria-hidden />}>
              {t('proof.problems', { count: problems.length })}
            </Tag>
          )}
          {broken.length > 0 && (
            <Tag tone="danger" icon={<IconX aria-hidden />}>
              {t('proof.broken', { count: broken.length })}
            </Tag>
          )}
          {proved.length > 0 && (
            <Tag tone="ok" icon={<IconCheck aria-hidden />} title={t('proof.proved', { count: proved.length })}>
              {proved.length}
            </Tag>
          )}
          {open.length > 0 && (
            <Tag tone="none" icon={<IconMinus aria-hidden />} title={t('proof.open', { count: open.length })}>
              {open.length}
            </Tag>
          )}
        </span>
      </header>
      <div className={classes['scroll']}>
        {draft.nodes.length === 0 && <p className={classes['calm']}>{t('proof.empty')}</p>}
        {failed !== null && <p className={classes['calm']}>{t('proof.away')}</p>}
        {denied && <p className={classes['calm']}>{t('proof.denied')}</p>}
        {problems.length > 0 && (
          <ul className={classes['problems']} aria-label={t('proof.problemList')}>
            {problems.map((problem, i) => {
              const node = problem.nodeId === null ? undefined : nodeOf(draft, problem.nodeId.split('/')[0] ?? '');
              return (
                <li key={`${problem.code} ${problem.nodeId ?? ''} ${i}`}>
                  <button
                    type="button"
                    disabled={node === undefined}
                    onClick={() => node !== undefined && show(node.id)}
                    data-problem={problem.code}
                  >
                    <IconAlertCircle size={16} stroke={1.75} aria-hidden />
                    <span>
                      {node !== undefined && <b>{titleOf(node)[language]}</b>}
                      {inWords(problem)}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
        {problems.length === 0 && withoutCall.length > 0 && (
          <ul className={classes['problems']} aria-label={t('proof.adviceList')}>
            {withoutCall.map((node) => (
              <li key={node.id}>
                <button type="button" onClick={() => show(node.id)} data-advice="without-call">
                  <IconAlertTriangle size={16} stroke={1.75} aria-hidden className={classes['advice']} />
                  <span>
                    <b>{titleOf(node)[language]}</b>
                    {t('proof.withoutCall')}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
        {[...broken, ...warned].map((rule) => (
          <Broken key={rule.ruleId} rule={rule} isShown={shown === rule.ruleId} onShow={onShow} onMend={onMend} />
        ))}
        {open.some(({ binding }) => binding) && (
          <RuleList rules={open.filter(({ binding }) => binding)} title={t('proof.undecided')} onShow={onShow} />
        )}
        {proof?.proved === true && (
          <p className={classes['good']} role="status">
            <IconCircleCheck size={16} stroke={1.75} aria-hidden />
            {t('proof.all')}
          </p>
        )}
        {proof !== null && (
          <>
            {all && (
              <>
                <RuleList rules={proved} title={t('proof.provedTitle')} onShow={onShow} />
                <RuleList rules={open.filter(({ binding }) => !binding)} title={t('proof.elsewhere')} onShow={onShow} />
              </>
            )}
            <Button kind="quiet" size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('proof.fewer') : t('proof.seeAll', { count: rules.length })}
            </Button>
          </>
        )}
      </div>
    </section>
  );
}

/** The step is named by its title before it. */
/** Problems that speak of a way on. */
const OF_PORTS: ReadonlySet<string> = new Set(['port_without_edge', 'no_default_edge', 'edge_never_taken', 'unknown_port']);
const withoutNode = (text: string): string => text.replace(/^(节点“[^”]*”：|Node “[^”]*”: )/, '');

function RuleList({
  rules,
  title,
  onShow,
}: {
  readonly rules: readonly RuleProofView[];
  readonly title: string;
  readonly onShow: ProblemPanelProps['onShow'];
}) {
  const { language } = useDesignerTexts();
  if (rules.length === 0) return null;
  return (
    <section className={classes['rules']}>
      <h3>{title}</h3>
      <ul>
        {rules.map((rule) => (
          <li key={rule.ruleId} title={rule.reason[language]}>
            {rule.outcome === 'proved' ? (
              <IconCircleCheck className={classes['ok']} size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconCircleMinus className={classes['none']} size={16} stroke={1.75} aria-hidden />
            )}
            <span>
              <b className="mono">{rule.ruleId}</b> {rule.title[language]}
              {rule.outcome !== 'proved' && <small>{rule.reason[language]}</small>}
              {rule.outcome !== 'proved' && rule.path.length > 0 && (
                <button type="button" onClick={() => onShow(rule.ruleId)}>
                  {rule.mend?.[language]}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface BrokenProps {
  readonly rule: RuleProofView;
  readonly isShown: boolean;
  readonly onShow: ProblemPanelProps['onShow'];
  readonly onMend: ProblemPanelProps['onMend'];
}

function Broken({ rule, isShown, onShow, onMend }: BrokenProps) {
  const { t, language } = useDesignerTexts();
  const { draft, locked } = useDesigner();
  const mends = useMemo(() => (locked ? [] : mendsOf(draft, rule)), [draft, rule, locked]);
  const titleAt = (path: string): string => {
    const node = nodeOf(draft, path.split('/')[0] ?? '');
    return node === undefined ? path : titleOf(node)[language];
  };
  /** What is said by a step's name is read by its title. */
  const worded = (text: string): string => text.replace(/“([A-Za-z][\w/]*)”/g, (_, name: string) => `“${titleAt(name)}”`);
  return (
    <article className={classes['violation']} data-rule={rule.ruleId} aria-label={rule.title[language]}>
      <h3>
        <IconAlertOctagon size={16} stroke={1.75} aria-hidden />
        <span>
          {rule.ruleId} {rule.title[language]}
        </span>
      </h3>
      <p>{worded(rule.reason[language])}</p>
      <ol className={classes['path']} aria-label={t('proof.path')}>
        {shortened(rule.path.map(({ node }) => node)).map((node, i) => (
          <li key={`${node ?? '…'} ${i}`}>
            {i > 0 && <IconChevronRight size={12} aria-hidden />}
            <span>{node === null ? '…' : titleAt(node)}</span>
          </li>
        ))}
      </ol>
      {rule.mend !== null && <p className={classes['mend']}>{worded(rule.mend[language])}</p>}
      <div className={classes['actions']}>
        <Button
          size="sm"
          aria-pressed={isShown}
          icon={<IconFocus2 size={14} stroke={1.75} aria-hidden />}
          onClick={() => onShow(isShown ? null : rule.ruleId)}
        >
          {t(isShown ? 'proof.hide' : 'proof.show')}
        </Button>
        {mends.map((mend) => (
          <Button key={mend.kind === 'lead' ? mend.to : mend.component} size="sm" onClick={() => onMend(mend)}>
            {t(mend.kind === 'lead' ? 'proof.lead' : 'proof.insert', { step: mend.title[language] })}
          </Button>
        ))}
      </div>
    </article>
  );
}

/** Where it begins, and the steps before it breaks. */
function shortened(path: readonly string[]): readonly (string | null)[] {
  return path.length <= 6 ? path : [...path.slice(0, 2), null, ...path.slice(-3)];
}
