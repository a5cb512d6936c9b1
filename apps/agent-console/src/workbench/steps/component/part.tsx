import { ComponentFrame } from '@guichet/ui/component-frame';
import { ComponentView } from '@guichet/workflow/views';
import { useMemo } from 'react';
import type { NodePartProps } from '../../flow/node-part.ts';
import { useFlowTexts } from '../../flow/texts/use-flow-texts.ts';

/** A component of the bank's own: its page, confined to a frame. */
export function Part({ step, act }: NodePartProps) {
  const { t, language } = useFlowTexts();
  const { view, mayAct, title } = step;
  const shown = useMemo(() => {
    const { page, config, kept, can } = ComponentView.parse(view);
    return { page, config, kept, can: mayAct ? can.map((each) => ({ action: each.action, title: each.title[language] })) : [] };
  }, [view, mayAct, language]);
  return <ComponentFrame {...shown} title={title[language]} role="agent" language={language} onAct={act} gone={t('component.gone')} />;
}
