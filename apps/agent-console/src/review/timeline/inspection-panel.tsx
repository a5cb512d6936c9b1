import type { RuleOutcome, Timeline, TimelineFinding } from '@guichet/protocol';
import { classNames, formatPercent, formatWait, StateView } from '@guichet/ui';
import { IconAlertTriangle, IconChevronDown, IconCircleCheck, IconCircleMinus, IconCircleXFilled } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import type { ReplayPlayer } from '../replay/replay-player.ts';
import { countsOf, inOrder, momentsOf } from './findings.ts';
import { FindingProof } from './finding-proof.tsx';
import classes from './inspection-panel.module.css';

const ICONS: Readonly<Record<RuleOutcome, ReactNode>> = {
  pass: <IconCircleCheck size={16} stroke={1.75} aria-hidden />,
  fail: <IconCircleXFilled size={16} aria-hidden />,
  warn: <IconAlertTriangle size={16} stroke={1.75} aria-hidden />,
  not_evaluated: <IconCircleMinus size={16} stroke={1.75} aria-hidden />,
};
const BAR: readonly RuleOutcome[] = ['pass', 'fail', 'warn', 'not_evaluated'];

interface InspectionPanelProps {
  readonly timeline: Timeline;
  readonly player: ReplayPlayer;
  readonly chosen: string | null;
  readonly onChoose: (ruleId: string) => void;
}

/** What every rule says, worst first; pressing one leads to the moment that proves it. */
export function InspectionPanel({ timeline, player, chosen, onChoose }: InspectionPanelProps) {
  const { t } = useTexts();
  const [showsPassed, setShowsPassed] = useState(false);
  const { findings } = timeline;
  if (findings === null)
    return (
      <StateView
        kind="empty"
        compact
        title={t(timeline.inspectionProgress === null ? 'timeline.inspection.none' : 'timeline.inspection.underWay')}
        detail={
          timeline.inspectionProgress === null
            ? t('timeline.inspection.noneDetail')
            : t('timeline.inspection.progress', { percent: formatPercent(timeline.inspectionProgress) })
        }
      />
    );
  const counts = countsOf(findings);
  const ordered = inOrder(findings);
  const [pack] = findings;
  const shown = showsPassed ? ordered : ordered.filter(({ result }) => result !== 'pass');
  const choose = (finding: TimelineFinding): void => {
    onChoose(finding.ruleId);
    const [moment] = momentsOf(finding);
    if (moment !== undefined) player.seek(moment.atMs);
  };
  return (
    <>
      <section>
        <h2>
          {t('timeline.inspection')}
          <small>{pack === undefined ? '' : `${pack.packId} ${pack.packVersion}`}</small>
        </h2>
        <div className={classes['bar']} aria-hidden>
          {BAR.map(
            (outcome) => counts[outcome] > 0 && <i key={outcome} className={classes[outcome]} style={{ flexGrow: counts[outcome] }} />,
          )}
        </div>
        <ul className={classes['counts']}>
          {BAR.map((outcome) => (
            <li key={outcome} className={classes[`${outcome}Text`]}>
              {ICONS[outcome]}
              <span>{t(`timeline.outcome.${outcome}`)}</span> <b>{counts[outcome]}</b>
            </li>
          ))}
        </ul>
        <ol className={classes['rules']}>
          {shown.map((finding) => (
            <li key={`${finding.packId}-${finding.ruleId}`}>
              <Rule
                timeline={timeline}
                player={player}
                finding={finding}
                isChosen={finding.ruleId === chosen}
                onChoose={() => choose(finding)}
              />
            </li>
          ))}
        </ol>
        {counts.pass > 0 && (
          <button type="button" className={classes['more']} aria-expanded={showsPassed} onClick={() => setShowsPassed(!showsPassed)}>
            <IconChevronDown size={16} stroke={1.75} aria-hidden />
            {showsPassed ? t('timeline.inspection.less') : t('timeline.inspection.more', { count: counts.pass })}
          </button>
        )}
      </section>
      <Problems findings={ordered} player={player} chosen={chosen} onChoose={onChoose} />
    </>
  );
}

interface RuleProps extends Pick<InspectionPanelProps, 'timeline' | 'player'> {
  readonly finding: TimelineFinding;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Rule({ timeline, player, finding, isChosen, onChoose }: RuleProps) {
  const { t, language } = useTexts();
  const { result, ruleId, title, reason, citation } = finding;
  const [moment] = momentsOf(finding);
  return (
    <>
      <button
        type="button"
        className={classNames(classes['rule'], classes[`${result}Text`], isChosen && classes['chosen'])}
        onClick={onChoose}
        data-rule={ruleId}
        data-result={result}
      >
        {ICONS[result]}
        <code>{ruleId}</code>
        <span>
          <span className="visually-hidden">{t(`timeline.outcome.${result}`)} </span>
          {title[language]}
        </span>
        <em>{moment === undefined ? '' : formatWait(moment.atMs)}</em>
      </button>
      {isChosen && (
        <div className={classes['reason']}>
          <p>{reason[language]}</p>
          {citation !== null && <p className={classes['citation']}>{citation[language]}</p>}
          <FindingProof timeline={timeline} player={player} finding={finding} />
        </div>
      )}
    </>
  );
}

interface ProblemsProps extends Pick<InspectionPanelProps, 'player' | 'chosen' | 'onChoose'> {
  readonly findings: readonly TimelineFinding[];
}

/** Every moment at which something is wrong, in their order on the recording. */
function Problems({ findings, player, chosen, onChoose }: ProblemsProps) {
  const { t, language } = useTexts();
  const moments = findings
    .filter(({ result }) => result === 'fail' || result === 'warn')
    .flatMap((finding) => momentsOf(finding).map((moment) => ({ ...moment, finding })))
    .toSorted((a, b) => a.atMs - b.atMs);
  return (
    <section>
      <h2>
        {t('timeline.problems')} <span className={classes['number']}>{moments.length}</span>
      </h2>
      {moments.length === 0 && <p className={classes['calm']}>{t('timeline.problems.none')}</p>}
      <ol className={classes['rules']}>
        {moments.map(({ atMs, untilMs, label, finding }) => (
          <li key={`${finding.ruleId}-${atMs}`}>
            <button
              type="button"
              className={classNames(classes['problem'], finding.ruleId === chosen && classes['chosen'])}
              onClick={() => {
                onChoose(finding.ruleId);
                player.seek(atMs);
              }}
            >
              <time>{formatWait(atMs)}</time>
              <span className={classes[`${finding.result}Text`]}>{ICONS[finding.result]}</span>
              <span>
                {label[language]}
                <small>
                  {untilMs === null ? '' : `${t('timeline.problems.for', { seconds: Math.round((untilMs - atMs) / 1_000) })} · `}
                  {finding.ruleId}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
