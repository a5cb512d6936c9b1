import { Button, Field } from '@guichet/ui';
import { IconPlus } from '@tabler/icons-react';
import { useDesigner } from '../designer-scope.ts';
import { changeNode } from '../edit/commands.ts';
import { type DraftNode, freeId, manifestOf } from '../edit/draft.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './properties.module.css';

/** Which variables take what comes of a step. */
export function DataTab({ node }: { readonly node: DraftNode }) {
  const { t, language } = useDesignerTexts();
  const { draft, editor, locked } = useDesigner();
  const outputs = Object.entries(manifestOf(node.type)?.outputs ?? {});
  if (outputs.length === 0) return <p className={classes['lead']}>{t('data.none')}</p>;
  const map = (output: string, variable: string | null) => {
    const { [output]: _, ...rest } = node.outputs;
    return variable === null ? rest : { ...rest, [output]: variable };
  };
  return (
    <>
      <p className={classes['lead']}>{t('data.lead')}</p>
      {outputs.map(([output, { type, title, personal = false }]) => {
        const fitting = draft.variables.filter((variable) => variable.type === type && (!personal || variable.personal));
        return (
          <Field
            key={output}
            label={title[language]}
            hint={t('data.type', { type: t.orName('variableType', type), personal: personal ? t('data.personal') : '' })}
          >
            {(control) => (
              <div className={classes['row']}>
                <select
                  {...control}
                  value={node.outputs[output] ?? ''}
                  disabled={locked}
                  onChange={(event) => {
                    const variable = event.currentTarget.value || null;
                    editor.change('changed', (before) => changeNode(before, node.id, { outputs: map(output, variable) }));
                  }}
                >
                  <option value="">{t('data.notKept')}</option>
                  {fitting.map((variable) => (
                    <option key={variable.name} value={variable.name}>
                      {variable.name} · {variable.title[language]}
                    </option>
                  ))}
                </select>
                {!locked && node.outputs[output] === undefined && (
                  <Button
                    size="sm"
                    icon={<IconPlus size={14} aria-hidden />}
                    onClick={() =>
                      editor.change('changed', (before) => {
                        const name = freeId(
                          output,
                          before.variables.map((variable) => variable.name),
                        );
                        const kept = changeNode(before, node.id, { outputs: map(output, name) });
                        return { ...kept, variables: [...kept.variables, { name, type, title, personal }] };
                      })
                    }
                  >
                    {t('data.new')}
                  </Button>
                )}
              </div>
            )}
          </Field>
        );
      })}
    </>
  );
}
