import type { ReviewFigures } from '@guichet/protocol';
import { Tag } from '@guichet/ui';
import type { ReactNode } from 'react';
import { Panel } from '../../app/parts/panel.tsx';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import classes from '../review-work.module.css';
import type { Behind } from './findings-dialog.tsx';

interface FigureTablesProps {
  readonly figures: ReviewFigures;
  /** Null: this viewer may not see what stands behind. */
  readonly onBehind: ((behind: Behind) => void) | null;
}

/** Findings by rule, agent and version of the flow. */
export function FigureTables({ figures, onBehind }: FigureTablesProps) {
  const { t, language } = useTexts();
  const rules = figures.rules.filter(({ failed, warned, notEvaluated }) => failed + warned + notEvaluated > 0);
  const most = Math.max(1, ...rules.map(({ failed }) => failed));
  const name = (text: string, behind: Behind): ReactNode =>
    onBehind === null ? (
      text
    ) : (
      <button type="button" className={classes['linkButton']} onClick={() => onBehind(behind)}>
        {text}
      </button>
    );
  return (
    <>
      <Panel title={t('figures.rules')}>
        {rules.length === 0 ? (
          <p className={classes['panelBody']}>{t('figures.rulesNone')}</p>
        ) : (
          <Table heads={[t('figures.rule'), t('figures.failed'), t('figures.warned'), t('figures.notEvaluated')]}>
            {rules.map(({ ruleId, title, severity, failed, warned, notEvaluated }) => (
              <tr key={ruleId}>
                <ListCell label={t('figures.rule')}>
                  {name(title[language], { title: title[language], ruleId })} <Tag tone="line">{t(`review.severity.${severity}`)}</Tag>
                  <span className={classes['meter']} aria-hidden>
                    <span style={{ width: `${(100 * failed) / most}%` }} />
                  </span>
                </ListCell>
                <Count label={t('figures.failed')} value={failed} />
                <Count label={t('figures.warned')} value={warned} />
                <Count label={t('figures.notEvaluated')} value={notEvaluated} />
              </tr>
            ))}
          </Table>
        )}
      </Panel>
      <div className={classes['columns']}>
        <Panel title={t('figures.agents')}>
          <Rates
            head={t('figures.agent')}
            rows={figures.agents.map((row) => ({
              ...row,
              key: row.staffId,
              name: name(row.name, { title: row.name, agentId: row.staffId }),
            }))}
          />
        </Panel>
        <Panel title={t('figures.versions')}>
          <Rates
            head={t('figures.version')}
            rows={figures.flowVersions.map((row) => {
              const title = `${row.key} ${row.version}`;
              return { ...row, key: title, name: name(title, { title, flow: row.key, flowVersion: row.version }) };
            })}
          />
        </Panel>
      </div>
    </>
  );
}

interface RateRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly inspected: number;
  readonly failedRules: number;
  readonly reviewed: number;
  readonly passed: number;
}

function Rates({ head, rows }: { readonly head: string; readonly rows: readonly RateRow[] }) {
  const { t } = useTexts();
  return (
    <Table heads={[head, t('figures.inspected'), t('figures.failures'), t('figures.reviewed'), t('figures.passed')]}>
      {rows.map(({ key, name, inspected, failedRules, reviewed, passed }) => (
        <tr key={key}>
          <ListCell label={head}>{name}</ListCell>
          <Count label={t('figures.inspected')} value={inspected} />
          <Count label={t('figures.failures')} value={failedRules} />
          <Count label={t('figures.reviewed')} value={reviewed} />
          <Count label={t('figures.passed')} value={passed} />
        </tr>
      ))}
    </Table>
  );
}

function Count({ label, value }: { readonly label: string; readonly value: number }) {
  return (
    <ListCell label={label} isNumber>
      {value}
    </ListCell>
  );
}

/** All columns but the first hold numbers. */
function Table({ heads, children }: { readonly heads: readonly string[]; readonly children: ReactNode }) {
  return (
    <ListTable look="text" inPanel columns={heads.map((text, at) => ({ text, isNumber: at > 0 }))}>
      {children}
    </ListTable>
  );
}
