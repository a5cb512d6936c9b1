import { classNames } from '@guichet/ui';
import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import classes from './canvas.module.css';
import { lanePath } from './lanes.ts';
import type { EdgeOverlay } from './overlay.ts';

export type FlowEdgeData = {
  /** The condition; `otherwise` in words where others of its port have one. */
  readonly label: string | null;
  readonly isExpression: boolean;
  readonly overlay: EdgeOverlay | undefined;
  /** Where it goes past what stands between its ends; null where nothing does. */
  readonly lane: number | null;
  /** A component that is dragged over it would be put here. */
  readonly isDropTarget: boolean;
};
export type FlowEdgeType = Edge<FlowEdgeData, 'flow'>;

export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeType>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd, data, selected } = props;
  const [plain, plainX, plainY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 8,
    offset: 16,
  });
  const lane = data?.lane ?? null;
  const path = lane === null ? plain : lanePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, lane);
  const [labelX, labelY] = lane === null ? [plainX, plainY] : [lane, (sourceY + targetY) / 2];
  const tone = data?.overlay?.tone;
  const label = data?.overlay?.label ?? data?.label ?? null;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={24}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        className={classNames(
          classes['edge'],
          selected === true && classes['edgeSelected'],
          data?.isDropTarget === true && classes['edgeDrop'],
          tone !== undefined && classes[`edge-${tone}`],
        )}
      />
      {label !== null && (
        <EdgeLabelRenderer>
          <span
            className={classNames(
              classes['edgeLabel'],
              data?.isExpression === true && data.overlay?.label === undefined && classes['expression'],
              data?.overlay?.label !== undefined && tone !== undefined && classes[`label-${tone}`],
            )}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
            title={label}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
