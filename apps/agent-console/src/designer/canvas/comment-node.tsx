import { classNames } from '@guichet/ui';
import { IconMessage2 } from '@tabler/icons-react';
import { type Node, type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import type { DraftComment } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './notes.module.css';
import step from './step.module.css';
import { stepDomId } from './step-node.tsx';

export type CommentNodeData = {
  readonly comment: DraftComment;
  readonly isActive: boolean;
  readonly onResize: ((id: string, width: number, height: number) => void) | null;
};
export type CommentNodeType = Node<CommentNodeData, 'comment'>;

export const CommentNode = memo(function CommentNode({ data, selected }: NodeProps<CommentNodeType>) {
  const { t } = useDesignerTexts();
  const { comment, isActive, onResize } = data;
  return (
    <>
      {onResize !== null && (
        <NodeResizer
          isVisible={selected}
          minWidth={96}
          minHeight={48}
          onResizeEnd={(_, { width, height }) => onResize(comment.id, Math.round(width), Math.round(height))}
        />
      )}
      <div
        id={stepDomId(comment.id)}
        role="note"
        aria-label={t('comment.label', { text: comment.text })}
        data-comment={comment.id}
        className={classNames(classes['comment'], selected && step['selected'], isActive && step['active'])}
      >
        <IconMessage2 size={14} stroke={1.75} aria-hidden />
        <p>{comment.text === '' ? t('comment.empty') : comment.text}</p>
        {comment.by !== undefined && <small>{comment.by}</small>}
      </div>
    </>
  );
});
