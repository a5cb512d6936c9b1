import { Tabs } from '@mantine/core';
import { PageHeader } from '../app/parts/page-header.tsx';
import { useTitle } from '../app/parts/use-title.ts';
import { useTexts } from '../app/texts/use-texts.ts';
import classes from '../review/review-work.module.css';
import { DeletionList } from './deletion-list.tsx';
import { DueList } from './due-list.tsx';
import { HoldList } from './hold-list.tsx';
import { PolicyList } from './policy-list.tsx';

const PARTS = { due: DueList, policies: PolicyList, holds: HoldList, deletions: DeletionList } as const;

/** How long things are kept, what holds them, and what was deleted. */
export function RetentionPage() {
  const { t } = useTexts();
  useTitle(t('retention.title'));
  const parts = Object.entries(PARTS) as [keyof typeof PARTS, (typeof PARTS)[keyof typeof PARTS]][];
  return (
    <>
      <PageHeader title={t('retention.title')} lead={t('retention.lead')} />
      <div className={classes['body']}>
        <Tabs defaultValue="due" keepMounted={false}>
          <Tabs.List>
            {parts.map(([name]) => (
              <Tabs.Tab key={name} value={name}>
                {t(`retention.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {parts.map(([name, Part]) => (
            <Tabs.Panel key={name} value={name}>
              <div className={classes['part']}>
                <Part />
              </div>
            </Tabs.Panel>
          ))}
        </Tabs>
      </div>
    </>
  );
}
