import type { FlowCurrentView } from '@guichet/protocol';
import { ComponentFrame } from '@guichet/ui/component-frame';
import { ComponentView } from '@guichet/workflow/views';
import { useMemo } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

interface OwnComponentProps {
  readonly step: FlowCurrentView;
  readonly role: string;
  /** Without it, nothing can be done. */
  readonly onAct?: ((action: string, input: unknown) => void) | undefined;
}

/** The page of a bank's own component as a party sees it, where there is no session. */
export function OwnComponent({ step: { view, title }, role, onAct }: OwnComponentProps) {
  const { t, language } = useDesignerTexts();
  const isIdle = onAct === undefined;
  const shown = useMemo(() => {
    const { page, config, kept, can } = ComponentView.parse(view);
    return { page, config, kept, can: isIdle ? [] : can.map((each) => ({ action: each.action, title: each.title[language] })) };
  }, [view, isIdle, language]);
  return (
    <ComponentFrame
      {...shown}
      title={title[language]}
      role={role}
      language={language}
      gone={t('preview.gone')}
      onAct={async (action, input) => {
        onAct?.(action, input);
        return !isIdle;
      }}
    />
  );
}
