import { classNames } from '@guichet/ui';
import { IconAlertCircle, IconPlayerPlayFilled } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { DraftNode } from '../edit/draft.ts';
import { titleOf } from '../edit/draft.ts';
import { saleTags } from '@guichet/workflow';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './step.module.css';
import type { NodeOverlay } from './overlay.ts';
import { StepIcon } from './step-icons.ts';
import { needsOf, stepLine } from './step-line.ts';

export type StepNodeData = {
  readonly node: DraftNode;
  readonly ports: readonly string[];
  readonly isStart: boolean;
  readonly isActive: boolean;
  readonly overlay: NodeOverlay | undefined;
  readonly canConnect: boolean;
};
export type StepNodeType = Node<StepNodeData, 'step'>;

/** DOM id of a step on the canvas, for `aria-activedescendant`. */
export const stepDomId = (id: string): string => `step-${id}`;

export const StepNode = memo(function StepNode({ data, selected }: NodeProps<StepNodeType>) {
  const { node, ports, isStart, isActive, overlay, canConnect } = data;
  const { t, language } = useDesignerTexts();
  const title = titleOf(node)[language];
  const line = stepLine(node, t, language);
  const sale = node.tags.find((tag) => saleTags.includes(tag));
  const isRecorded = needsOf(node).includes('recording');
  const { tone, badge, problems = 0 } = overlay ?? {};
  const label = [
    title,
    line,
    isStart ? t('canvas.start') : '',
    isRecorded ? t('canvas.recorded') : '',
    problems > 0 ? t('canvas.problems', { count: problems }) : '',
    tone === undefined ? '' : t(`tone.${tone}`),
  ];
  return (
    <div
      id={stepDomId(node.id)}
      role="group"
      aria-label={label.filter((part) => part !== '').join(', ')}
      data-step={node.id}
      data-type={node.type}
      className={classNames(
        classes['step'],
        node.type === 'end' && classes['end'],
        node.type === 'sub-flow' && classes['sub'],
        selected && classes['selected'],
        isActive && classes['active'],
        tone !== undefined && classes[tone],
      )}
    >
      {isStart && (
        <span className={classes['start']} aria-hidden>
          <IconPlayerPlayFilled size={12} />
          {t('canvas.start')}
        </span>
      )}
      {badge !== undefined && (
        <span className={classes['badge']} aria-hidden>
          {badge}
        </span>
      )}
      <Handle type="target" position={Position.Top} className={classes['target'] ?? ''} isConnectable={canConnect} />
      <div className={classes['body']}>
        <span className={classes['icon']} aria-hidden>
          <StepIcon type={node.type} />
        </span>
        <span className={classes['words']}>
          <strong title={title}>{title}</strong>
          <small title={line}>{line}</small>
        </span>
        {sale !== undefined && <span className={classes['sale']}>{t.orName('tag', sale)}</span>}
        {isRecorded && <span className={classes['rec']} title={t('canvas.recorded')} aria-hidden />}
        {problems > 0 && (
          <span className={classes['problems']} title={t('canvas.problems', { count: problems })} aria-hidden>
            <IconAlertCircle size={14} stroke={2} />
          </span>
        )}
      </div>
      <div className={classNames(classes['ports'], ports.length < 2 && classes['lone'])}>
        {ports.map((port) => (
          <span key={port} className={classes['port']} title={t.orName('port', port)} data-port={port}>
            {ports.length > 1 && <span>{t.orName('port', port)}</span>}
            <Handle
              id={port}
              type="source"
              position={Position.Bottom}
              className={classes['source'] ?? ''}
              isConnectable={canConnect}
              title={canConnect ? t('canvas.drag', { port: t.orName('port', port) }) : ''}
            />
          </span>
        ))}
      </div>
    </div>
  );
});
