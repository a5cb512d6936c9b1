import {
  autocompletion,
  closeBrackets,
  type Completion,
  type CompletionContext,
  completeFromList,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { feel } from '@bpmn-io/lang-feel';
import { allowedFunctions, compileExpression, type FlowVariable, type Json } from '@guichet/workflow';
import { useEffect, useRef } from 'react';
import { useDesigner } from '../designer-scope.ts';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';
import classes from './expressions.module.css';

interface FeelEditorProps {
  readonly label: string;
  readonly value: string;
  readonly locked: boolean;
  readonly onChange: (source: string) => void;
}

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--brand-fg)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok-fg)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn-fg)' },
]);

/** The variables and what is inside their sample values after a point, the functions that are allowed, the words of the language. */
export function FeelEditor({ label, value, locked, onChange }: FeelEditorProps) {
  const { t, language } = useDesignerTexts();
  const { draft, samples } = useDesigner();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor lives longer than a drawing of this panel; it asks for what is so now.
  const now = useRef({ onChange, variables: draft.variables });
  now.current = { onChange, variables: draft.variables };
  const lockedPart = useRef(new Compartment());

  useEffect(() => {
    const parent = host.current;
    if (parent === null) return;
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          closeBrackets(),
          bracketMatching(),
          feel({ dialect: 'expression' }),
          syntaxHighlighting(colours),
          EditorView.lineWrapping,
          placeholder(t('feel.example')),
          autocompletion({
            override: [
              (context) => completions(context, now.current.variables, (name) => samples.get()[name], language),
              completeFromList(functionNames),
            ],
            icons: false,
          }),
          linter(
            ({ state }) =>
              diagnose(state.doc.toString(), now.current.variables, (code, detail) => t(`feel.${code}` as 'feel.empty', { detail })),
            { delay: 200 },
          ),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          lockedPart.current.of(EditorState.readOnly.of(locked)),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
    // Made once for each field; what changes is taken over below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [label, language]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: lockedPart.current.reconfigure(EditorState.readOnly.of(locked)) });
  }, [locked]);

  return (
    <div
      ref={host}
      className={classes['editor']}
      data-feel
      // Keys of the canvas mean something else in a text; Escape goes on to close what is open.
      onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}
    />
  );
}

const functionNames: readonly Completion[] = [...allowedFunctions].map((name) => ({
  label: `${name}()`,
  type: 'function',
  apply: applied(name),
}));

/** Puts the cursor between the brackets. */
function applied(name: string): Exclude<Completion['apply'], undefined> {
  return (editor, _, from, to) => {
    editor.dispatch({ changes: { from, to, insert: `${name}()` }, selection: { anchor: from + name.length + 1 } });
  };
}

function completions(
  context: CompletionContext,
  variables: readonly FlowVariable[],
  sampleOf: (name: string) => Json | undefined,
  language: 'zh-CN' | 'en',
) {
  const path = context.matchBefore(/[A-Za-z][\w]*(\.[\w]*)+/);
  if (path !== null) {
    const parts = path.text.split('.');
    const last = parts.at(-1) ?? '';
    const inner = parts
      .slice(0, -1)
      .reduce<unknown>((value, name, i) => (i === 0 ? sampleOf(name) : (value as Record<string, unknown> | undefined)?.[name]), undefined);
    if (typeof inner !== 'object' || inner === null) return null;
    return { from: context.pos - last.length, options: Object.keys(inner).map((label) => ({ label, type: 'property' })) };
  }
  const word = context.matchBefore(/\w*/);
  if (word === null || (word.from === word.to && !context.explicit)) return null;
  return {
    from: word.from,
    options: variables.map(
      ({ name, title, type }): Completion => ({ label: name, type: 'variable', detail: title[language], info: type, boost: 2 }),
    ),
  };
}

function diagnose(
  source: string,
  variables: readonly FlowVariable[],
  say: (code: string, detail: string) => string,
): readonly Diagnostic[] {
  if (source.trim() === '') return [];
  const compiled = compileExpression(source, new Set(variables.map(({ name }) => name)));
  if (compiled.ok) return [];
  const { code, detail } = compiled.problem;
  const at = Math.max(0, source.indexOf(detail));
  return [{ from: at, to: Math.min(source.length, at + Math.max(1, detail.length)), severity: 'error', message: say(code, detail) }];
}
