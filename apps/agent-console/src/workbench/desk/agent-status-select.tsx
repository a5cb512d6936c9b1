import { type AgentStatus, ChosenAgentStatus, type DeskView } from '@guichet/protocol';
import { Dot } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconBell, IconBellOff, IconBellRinging, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useServices } from '../../app/services.ts';
import { useStore } from '../../app/store.ts';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useAsk } from '../use-ask.ts';
import classes from './agent-status-select.module.css';
import { STATUS_DOTS } from './status-dots.ts';

/** What is chosen while a call or a wrap-up runs comes into force after it. */
const LATER: ReadonlySet<AgentStatus> = new Set<AgentStatus>(['ringing', 'busy', 'wrap_up']);

export function AgentStatusSelect({ desk }: { readonly desk: DeskView }) {
  const { t } = useTexts();
  const { ring } = useServices();
  const { enabled, blocked } = useStore(ring.state);
  const { ask, busy } = useAsk();
  const later = LATER.has(desk.status);
  const chosen = later ? desk.nextStatus : desk.status;
  return (
    <div className={classes['me']}>
      <p className={classes['name']}>
        <strong>{desk.me.displayName}</strong>
        <small className="num">
          {t('account.number', { number: desk.me.staffNumber })} · {t('desk.served', { count: desk.servedToday })}
        </small>
      </p>
      <Menu position="bottom-end" width={208} withinPortal>
        <Menu.Target>
          <button type="button" className={classes['button']} aria-label={t('status.label', { status: t(`status.${desk.status}`) })} aria-busy={busy}>
            {desk.status === 'ringing' ? <IconBellRinging size={14} stroke={2} aria-hidden /> : <Dot tone={STATUS_DOTS[desk.status]} />}
            {t(`status.${desk.status}`)}
            <IconChevronDown size={14} stroke={2} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t(later ? 'status.menuNext' : 'status.menuNow')}</Menu.Label>
          {ChosenAgentStatus.options.map((status) => (
            <Menu.Item
              key={status} leftSection={<Dot tone={STATUS_DOTS[status]} />} aria-checked={chosen === status} role="menuitemradio"
              rightSection={chosen === status ? <IconCheck size={16} stroke={1.75} aria-hidden /> : null}
              onClick={() => void ask('status.choose', { status })}
            >
              {t(`status.${status}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            leftSection={enabled ? <IconBell size={16} stroke={1.75} aria-hidden /> : <IconBellOff size={16} stroke={1.75} aria-hidden />}
            closeMenuOnClick={false} role="menuitemcheckbox" aria-checked={enabled} onClick={() => ring.setEnabled(!enabled)}
          >
            {t(enabled ? 'status.soundOn' : 'status.soundOff')}
          </Menu.Item>
          {enabled && blocked && <Menu.Label>{t('status.soundBlocked')}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
