import type { NetworkVerdict, WorkbenchView } from '@guichet/protocol';
import { Tag, type Tone } from '@guichet/ui';
import { Tabs } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconFileText, IconMinus, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { NodePanel } from '../flow/node-panel.tsx';
import { ChatPanel } from './chat-panel.tsx';
import { GuestList } from './guest-list.tsx';
import { NotesPanel } from './notes-panel.tsx';
import classes from './service-panel.module.css';

interface ServicePanelProps {
  readonly workbench: WorkbenchView;
  readonly deskLive: boolean;
  /** Notes have their place elsewhere during the wrap-up. */
  readonly withNotes?: boolean;
}

/** The right column: the steps that are open now, messages, notes, and what the service is. */
export function ServicePanel({ workbench, deskLive, withNotes = true }: ServicePanelProps) {
  const { t, language } = useTexts();
  const { serviceType, flow, chat } = workbench;
  const [tab, setTab] = useState<string | null>('chat');
  const [readCount, setReadCount] = useState(chat.length);
  const unread = tab === 'chat' ? 0 : chat.slice(readCount).filter((message) => message.from !== 'staff').length;
  const choose = (next: string | null) => {
    // What was said up to now has been in sight until now.
    setReadCount(chat.length);
    setTab(next);
  };
  return (
    <section className={classes['panel']} aria-label={t('service.title')}>
      <header className={classes['head']}>
        <h2>{serviceType.title[language]}</h2>
        <Tag>{t('service.minutes', { minutes: serviceType.expectedMinutes })}</Tag>
      </header>
      {workbench.status === 'in_call' && <GuestList sessionId={workbench.sessionId} guests={workbench.guests} />}
      {flow !== null && (
        <div className={classes['steps']} tabIndex={0} role="group" aria-label={flow.title[language]}>
          <NodePanel sessionId={workbench.sessionId} flow={flow} live={deskLive} spoken={workbench.language} />
        </div>
      )}
      {flow === null && <ServiceInfo workbench={workbench} />}
      <Tabs value={tab} onChange={choose} className={classes['tabs'] ?? ''} keepMounted={false}>
        <Tabs.List className={classes['tabList'] ?? ''} aria-label={t('tabs.label')}>
          <Tabs.Tab value="chat" rightSection={unread > 0 ? <Tag tone="brand">{unread}</Tag> : null}>
            {t('tabs.chat')}
          </Tabs.Tab>
          {withNotes && <Tabs.Tab value="notes">{t('tabs.notes')}</Tabs.Tab>}
          {flow !== null && <Tabs.Tab value="service">{t('service.title')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="chat" className={classes['tabPanel'] ?? ''}>
          <ChatPanel workbench={workbench} deskLive={deskLive} />
        </Tabs.Panel>
        {flow !== null && (
          <Tabs.Panel value="service" className={classes['tabPanel'] ?? ''}>
            <ServiceInfo workbench={workbench} />
          </Tabs.Panel>
        )}
        {withNotes && (
          <Tabs.Panel value="notes" className={classes['tabPanel'] ?? ''}>
            <NotesPanel sessionId={workbench.sessionId} />
          </Tabs.Panel>
        )}
      </Tabs>
    </section>
  );
}

/** What the service is, what the customer should have at hand, how the check went. */
function ServiceInfo({ workbench: { serviceType, check } }: { readonly workbench: WorkbenchView }) {
  const { t, language } = useTexts();
  return (
    <div className={classes['info']} tabIndex={0} role="group" aria-label={serviceType.title[language]}>
      <p className={classes['summary']}>{serviceType.summary[language]}</p>
      {serviceType.prepare.length > 0 && (
        <section>
          <h3>{t('service.prepare')}</h3>
          <ul className={classes['prepare']}>
            {serviceType.prepare.map((item) => (
              <li key={item.en}>
                <IconFileText size={16} stroke={1.75} aria-hidden />
                {item[language]}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t('service.check')}</h3>
        <p className={classes['check']}>
          {check === null ? (
            t('service.checkNone')
          ) : (
            <>
              <VerdictTag verdict={check.verdict} />
              {t(`service.checkHint.${check.verdict}`)}
            </>
          )}
        </p>
      </section>
    </div>
  );
}

const VERDICTS: Readonly<Record<NetworkVerdict, { tone: Tone; icon: ReactNode }>> = {
  good: { tone: 'ok', icon: <IconCheck aria-hidden /> },
  poor: { tone: 'warn', icon: <IconAlertTriangle aria-hidden /> },
  unusable: { tone: 'danger', icon: <IconX aria-hidden /> },
  not_evaluated: { tone: 'none', icon: <IconMinus aria-hidden /> },
};

export function VerdictTag({ verdict }: { readonly verdict: NetworkVerdict }) {
  const { t } = useTexts();
  return (
    <Tag tone={VERDICTS[verdict].tone} icon={VERDICTS[verdict].icon}>
      {t(`verdict.${verdict}`)}
    </Tag>
  );
}
