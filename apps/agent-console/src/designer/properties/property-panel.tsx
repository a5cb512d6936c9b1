import { Button, IconButton } from '@guichet/ui';
import {
  IconArrowDown,
  IconArrowRight,
  IconArrowUp,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconMessage2,
  IconTrash,
} from '@tabler/icons-react';
import type { Chosen } from '../edit/commands.ts';
import { changeComment, changeEdge, movePlaces, shiftEdge } from '../edit/commands.ts';
import { ALIGNMENTS, aligned, type Alignment } from '../edit/align.ts';
import { edgeById, nodeOf, titleOf } from '../edit/draft.ts';
import { useDesigner } from '../designer-scope.ts';
import { ExpressionField } from '../expressions/expression-field.tsx';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import { FlowPanel } from './flow-panel.tsx';
import { NodePanel } from './node-panel.tsx';
import classes from './properties.module.css';
import { StepSelect } from './step-select.tsx';

/** What is chosen, with all that can be said of it; the flow itself while nothing is. */
export function PropertyPanel({ chosen }: { readonly chosen: Chosen }) {
  const { draft } = useDesigner();
  const [nodeId] = chosen.nodes;
  const [edgeId] = chosen.edges;
  const [commentId] = chosen.comments;
  const count = chosen.nodes.size + chosen.edges.size + chosen.comments.size;
  const node = nodeId === undefined ? undefined : nodeOf(draft, nodeId);
  if (count > 1) return <ManyPanel chosen={chosen} />;
  if (node !== undefined) return <NodePanel key={node.id} node={node} />;
  if (edgeId !== undefined && edgeById(draft, edgeId) !== undefined) return <EdgePanel key={edgeId} edgeId={edgeId} />;
  if (commentId !== undefined && draft.comments.some(({ id }) => id === commentId)) return <CommentPanel key={commentId} id={commentId} />;
  return <FlowPanel />;
}

function EdgePanel({ edgeId }: { readonly edgeId: string }) {
  const { t, language } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const edge = edgeById(draft, edgeId);
  if (edge === undefined) return null;
  const from = nodeOf(draft, edge.from.node);
  const siblings = draft.edges.filter((each) => each.from.node === edge.from.node && each.from.port === edge.from.port);
  return (
    <section className={classes['panel']} aria-label={t('edge.title')} data-panel="edge">
      <header className={classes['head']}>
        <IconArrowRight size={16} stroke={1.75} aria-hidden />
        <h2>{t('edge.title')}</h2>
      </header>
      <div className={classes['body']}>
        <p className={classes['lead']}>
          {t('edge.from', { step: from === undefined ? edge.from.node : titleOf(from)[language], port: t.orName('port', edge.from.port) })}
        </p>
        <StepSelect
          label={t('edge.to')}
          value={edge.to}
          from={edge.from}
          onChange={(to) => to !== null && editor.change('connected', (before) => changeEdge(before, edgeId, { to }))}
        />
        <ExpressionField
          label={t('edge.when')}
          hint={t('edge.whenHelp')}
          value={edge.when ?? ''}
          locked={locked}
          onChange={(when) => editor.change('changed', (before) => changeEdge(before, edgeId, { when }), `edge.${edgeId}`)}
        />
        {siblings.length > 1 && (
          <p className={classes['help']}>{t('edge.order', { place: siblings.indexOf(edge) + 1, count: siblings.length })}</p>
        )}
        {!locked && (
          <div className={classes['actions']}>
            {siblings.length > 1 && (
              <>
                <Button
                  size="sm"
                  icon={<IconArrowUp size={14} aria-hidden />}
                  onClick={() => editor.change('moved', (before) => shiftEdge(before, edgeId, -1))}
                >
                  {t('edge.earlier')}
                </Button>
                <Button
                  size="sm"
                  icon={<IconArrowDown size={14} aria-hidden />}
                  onClick={() => editor.change('moved', (before) => shiftEdge(before, edgeId, 1))}
                >
                  {t('edge.later')}
                </Button>
              </>
            )}
            <Button size="sm" icon={<IconTrash size={14} aria-hidden />} onClick={() => editor.removeChosen()}>
              {t('edge.remove')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function CommentPanel({ id }: { readonly id: string }) {
  const { t } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const comment = draft.comments.find((each) => each.id === id);
  if (comment === undefined) return null;
  return (
    <section className={classes['panel']} aria-label={t('comment.title')} data-panel="comment">
      <header className={classes['head']}>
        <IconMessage2 size={16} stroke={1.75} aria-hidden />
        <h2>{t('comment.title')}</h2>
        {!locked && (
          <IconButton
            kind="quiet"
            size="sm"
            icon={<IconTrash size={16} aria-hidden />}
            label={t('comment.remove')}
            onClick={() => editor.removeChosen()}
          />
        )}
      </header>
      <div className={classes['body']}>
        <label className={classes['group']}>
          <span className={classes['help']}>{t('comment.help')}</span>
          <textarea
            className={`${classes['plainInput']} ${classes['area']}`}
            rows={6}
            maxLength={2_000}
            value={comment.text}
            readOnly={locked}
            onChange={(event) => {
              const text = event.currentTarget.value;
              editor.change('commented', (before) => changeComment(before, id, { text }), `comment.${id}`);
            }}
          />
        </label>
      </div>
    </section>
  );
}

const ICONS: Readonly<Record<Alignment, typeof IconTrash>> = {
  left: IconLayoutAlignLeft,
  centre: IconLayoutAlignCenter,
  right: IconLayoutAlignRight,
  top: IconLayoutAlignTop,
  middle: IconLayoutAlignMiddle,
  bottom: IconLayoutAlignBottom,
  columns: IconLayoutDistributeVertical,
  rows: IconLayoutDistributeHorizontal,
};

function ManyPanel({ chosen }: { readonly chosen: Chosen }) {
  const { t } = useDesignerTexts();
  const { editor, locked } = useDesigner();
  const align = (how: Alignment) => editor.change('aligned', (before) => movePlaces(before, aligned(before.places, chosen.nodes, how)));
  return (
    <section className={classes['panel']} aria-label={t('many.label')} data-panel="many">
      <header className={classes['head']}>
        <h2>{t('many.title', { count: chosen.nodes.size + chosen.edges.size + chosen.comments.size })}</h2>
      </header>
      <div className={classes['body']}>
        {chosen.nodes.size > 1 && !locked && (
          <div className={classes['section']}>
            <h3>{t('many.align')}</h3>
            <div className={classes['align']}>
              {ALIGNMENTS.map((how) => {
                const Icon = ICONS[how];
                return (
                  <IconButton
                    key={how}
                    icon={<Icon size={16} stroke={1.75} aria-hidden />}
                    label={t(`align.${how}`)}
                    onClick={() => align(how)}
                  />
                );
              })}
            </div>
          </div>
        )}
        <p className={classes['help']}>{t('many.keys')}</p>
        {!locked && (
          <div className={classes['actions']}>
            <Button size="sm" icon={<IconTrash size={14} aria-hidden />} onClick={() => editor.removeChosen()}>
              {t('many.remove')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
