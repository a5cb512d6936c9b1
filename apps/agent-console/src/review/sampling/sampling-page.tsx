import type { SamplingRuleView } from '@guichet/protocol';
import { Button, StateView, Tag } from '@guichet/ui';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Listing } from '../../admin/listing.tsx';
import { useSignedIn } from '../../app/parts/page-guard.tsx';
import { PageHeader } from '../../app/parts/page-header.tsx';
import { useTitle } from '../../app/parts/use-title.ts';
import { useServices } from '../../app/services.ts';
import { hasRole } from '../../app/staff-session.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { ListCell, ListTable } from '../parts/list-table.tsx';
import classes from '../review-work.module.css';
import { useFacetLabel } from '../search/facet-label.ts';
import { SamplingDialog } from './sampling-dialog.tsx';
import { TeamsPanel } from './teams-panel.tsx';

/** Which recordings a person looks at, and who belongs together. Reviewers read it; administrators change it. */
export function SamplingPage() {
  const { t } = useTexts();
  useTitle(t('sampling.title'));
  const { http } = useServices();
  const staff = useSignedIn();
  const mayChange = staff !== null && hasRole(staff, 'admin');
  const rules = useQuery({ queryKey: ['sampling'], queryFn: ({ signal }) => http.request('sampling.list', { signal }) });
  const [editing, setEditing] = useState<SamplingRuleView | 'new' | null>(null);
  return (
    <>
      <PageHeader title={t('sampling.title')} lead={t('sampling.lead')}>
        {mayChange && (
          <Button kind="primary" icon={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={() => setEditing('new')}>
            {t('sampling.add')}
          </Button>
        )}
      </PageHeader>
      <div className={classes['body']}>
        {!mayChange && <p className={classes['note']}>{t('sampling.readOnly')}</p>}
        <Listing query={rules} failed={{ title: t('sampling.loadFailed'), detail: t('sampling.loadFailedDetail') }}>
          {({ rules: shown }) =>
            shown.length === 0 ? (
              <StateView kind="empty" title={t('sampling.empty')} detail={t('sampling.emptyDetail')} />
            ) : (
              <RuleTable rules={shown} onEdit={mayChange ? setEditing : null} />
            )
          }
        </Listing>
        {mayChange && <TeamsPanel />}
      </div>
      {editing !== null && <SamplingDialog rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </>
  );
}

interface RuleTableProps {
  readonly rules: readonly SamplingRuleView[];
  /** Null: may only be read. */
  readonly onEdit: ((rule: SamplingRuleView) => void) | null;
}

const COLUMNS = ['title', 'percent', 'about', 'persons', 'deadline', 'active'] as const;

function RuleTable({ rules, onEdit }: RuleTableProps) {
  const { t, language } = useTexts();
  return (
    <ListTable
      look="text"
      columns={[
        ...COLUMNS.map((column) => ({ text: t(`sampling.col.${column}`), isNumber: column === 'percent' })),
        ...(onEdit === null ? [] : [{ text: t('sampling.col.action'), isUnseen: true }]),
      ]}
    >
      {rules.map((rule) => (
        <tr key={rule.samplingRuleId}>
          <ListCell label={t('sampling.col.title')}>{rule.title[language]}</ListCell>
          <ListCell label={t('sampling.col.percent')} isNumber>
            {rule.percent} %
          </ListCell>
          <ListCell label={t('sampling.col.about')}>
            <About rule={rule} />
          </ListCell>
          <ListCell label={t('sampling.col.persons')}>{t(rule.secondPerson ? 'sampling.two' : 'sampling.one')}</ListCell>
          <ListCell label={t('sampling.col.deadline')} className={classes['nowrap']}>
            {t('sampling.hours', { count: rule.deadlineHours })}
          </ListCell>
          <ListCell label={t('sampling.col.active')}>
            <Tag tone={rule.active ? 'ok' : 'none'}>{t(rule.active ? 'sampling.on' : 'sampling.off')}</Tag>
          </ListCell>
          {onEdit !== null && (
            <ListCell label="">
              <Button size="sm" onClick={() => onEdit(rule)} aria-label={t('sampling.editOne', { name: rule.title[language] })}>
                {t('sampling.edit')}
              </Button>
            </ListCell>
          )}
        </tr>
      ))}
    </ListTable>
  );
}

/** What a rule is about, one tag for each condition. */
function About({ rule: { product, serviceTypeIds, agentIds, ageFrom, riskFrom, failed } }: { readonly rule: SamplingRuleView }) {
  const { t } = useTexts();
  const label = useFacetLabel();
  const conditions = [
    ...(product ?? []).map((value) => label('products', { value, label: null })),
    ...(serviceTypeIds === null ? [] : [t('sampling.services', { count: serviceTypeIds.length })]),
    ...(agentIds === null ? [] : [t('sampling.agents', { count: agentIds.length })]),
    ...(ageFrom === null ? [] : [t('sampling.ageFrom', { age: ageFrom })]),
    ...(riskFrom === null ? [] : [t('sampling.riskFrom', { level: riskFrom })]),
    ...(failed === null ? [] : [t(`sampling.failed.${failed}`)]),
  ];
  return (
    <span className={classes['tags']}>
      {(conditions.length === 0 ? [t('sampling.everything')] : conditions).map((condition) => (
        <Tag key={condition} tone="line">
          {condition}
        </Tag>
      ))}
    </span>
  );
}
