import { type AgentStatus, ChosenAgentStatus, type DeskView } from '@guichet/protocol';
import { Dot } from '@guichet/ui';
import { Menu } from '@mantine/core';
import { IconBellRinging, IconChevronDown } from '@tabler/icons-react';
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
          <button
            type="button"
            className={classes['button']}
            aria-label={t('status.label', { status: t(`status.${desk.status}`) })}
            aria-busy={busy}
          >
            {desk.status === 'ringing' ? <IconBellRinging size={14} stroke={2} aria-hidden /> : <Dot tone={STATUS_DOTS[desk.status]} />}
            {t(`status.${desk.status}`)}
            <IconChevronDown size={14} stroke={2} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t(later ? 'status.menuNext' : 'status.menuNow')}</Menu.Label>
          <Menu.RadioGroup value={chosen} onChange={(status) => void ask('status.choose', { status: ChosenAgentStatus.parse(status) })}>
            {ChosenAgentStatus.options.map((status) => (
              <Menu.RadioItem key={status} value={status} closeMenuOnClick rightSection={<Dot tone={STATUS_DOTS[status]} />}>
                {t(`status.${status}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.CheckboxItem checked={enabled} onChange={(next) => ring.setEnabled(next)}>
            {t('status.sound')}
          </Menu.CheckboxItem>
          {enabled && blocked && <Menu.Label>{t('status.soundBlocked')}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
