import { Button, Tag, useNow } from '@guichet/ui';
import { IconCheck, IconEar, IconRepeat, IconRobotFace } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useServices } from '../../../app/services.ts';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';
import classes from './part.module.css';
import { useTickKey } from './use-tick-key.ts';
import type { ScriptLineStaffView as Line, ScriptStaffView } from '@guichet/workflow/views';

interface ScriptReaderProps extends Pick<NodePartProps, 'act' | 'busy' | 'spoken'> {
  readonly view: ScriptStaffView;
  /** The reader of this page is the one who reads aloud. */
  readonly mayRead: boolean;
  /** Nothing can be done at this moment, and why has been said above. */
  readonly held: boolean;
}

/** The line that is read now, large, with its tick. Line, notice and buttons keep their places whatever state it is in. */
export function ScriptReader({ view, act, busy, spoken, mayRead, held }: ScriptReaderProps) {
  const index = view.lines.findIndex(({ status }) => status === 'current' || status === 'read');
  const line = view.lines[index];
  const off = useOffReason(view, line, mayRead);
  const tick = () => {
    if (line !== undefined && !busy) void act('tick', { line: line.key });
  };
  useTickKey(line !== undefined && off === null && !busy && !held ? tick : null);
  if (line === undefined) return null;
  return (
    <section className={classes['reader']} data-line={line.key} data-status={line.status}>
      <Head line={line} number={index + 1} total={view.lines.length} />
      <p className={classes['words']} lang={spoken} data-words>
        {line.text[spoken]}
      </p>
      <Notice view={view} line={line} />
      <Buttons line={line} off={off} busy={busy} mayRead={mayRead} act={act} onTick={tick} />
    </section>
  );
}

/** Why the present line cannot be ticked now; null when it can. */
function useOffReason({ mayTick, tickFrom }: ScriptStaffView, line: Line | undefined, mayRead: boolean): string | null {
  const { t } = useFlowTexts();
  const { clock } = useServices();
  const serverNow = useCallback(() => clock.nowMs(), [clock]);
  const now = useNow(200, serverNow, mayTick && tickFrom !== null);
  if (line === undefined) return null;
  if (!mayRead) return t('script.off.role');
  if (line.readBy === 'virtual_agent') return t('script.off.virtualAgent');
  if (line.status === 'read') return t('script.off.customer');
  const seconds = Math.ceil(((tickFrom ?? 0) - now) / 1_000);
  return seconds > 0 ? t('script.off.tooEarly', { count: seconds }) : null;
}

function Head({ line, number, total }: { readonly line: Line; readonly number: number; readonly total: number }) {
  const { t } = useFlowTexts();
  const byVirtualAgent = line.readBy === 'virtual_agent';
  return (
    <header className={classes['head']}>
      <span className={classes['who']}>{t(byVirtualAgent ? 'script.virtualAgentReads' : 'script.read')}</span>
      <span data-num>
        {t('script.number', { number, total })}
        {line.rule !== null && ` · ${line.rule}`}
      </span>
    </header>
  );
}

/** Who the line waits for. Spoken once a change, never once a second. */
function Notice({ view, line }: { readonly view: ScriptStaffView; readonly line: Line }) {
  const { t } = useFlowTexts();
  return (
    <p className={classes['notice']} role="status">
      {line.status === 'read' && (
        <Tag tone="brand" icon={<IconEar aria-hidden />}>
          {t('script.awaitsCustomer')}
        </Tag>
      )}
      {view.againFor !== null && (
        <Tag tone={view.againFor === 'customer' ? 'warn' : 'neutral'} icon={<IconRepeat aria-hidden />}>
          {t(view.againFor === 'customer' ? 'script.customerAsksAgain' : 'script.againByAgent')}
        </Tag>
      )}
      {line.status === 'current' && view.againFor === null && line.readBy === 'virtual_agent' && (
        <Tag tone="brand" icon={<IconRobotFace aria-hidden />}>
          {t('script.speaking')}
        </Tag>
      )}
      {line.status === 'current' && line.acknowledge && view.againFor === null && line.readBy === 'agent' && (
        <Tag>{t('script.thenCustomer')}</Tag>
      )}
    </p>
  );
}

interface ButtonsProps extends Pick<NodePartProps, 'act' | 'busy'> {
  readonly line: Line;
  readonly off: string | null;
  readonly mayRead: boolean;
  readonly onTick: () => void;
}

function Buttons({ line, off, busy, mayRead, act, onTick }: ButtonsProps) {
  const { t } = useFlowTexts();
  return (
    <div className={classes['buttons']}>
      <p className={classes['off']}>{off ?? t('script.key')}</p>
      {mayRead && (
        <Button
          icon={<IconRepeat size={16} stroke={1.75} aria-hidden />}
          offReason={busy ? t('kit.sending') : null}
          onClick={() => void act('reread', { line: line.key })}
        >
          {t('script.reread')}
        </Button>
      )}
      {mayRead && (
        <Button
          kind="primary"
          size="lg"
          icon={<IconCheck size={18} stroke={2} aria-hidden />}
          offReason={off ?? (busy ? t('kit.sending') : null)}
          aria-keyshortcuts="Space Enter"
          onClick={onTick}
        >
          {t('script.tick')}
        </Button>
      )}
    </div>
  );
}
