import { ComponentFrame } from '@guichet/ui/component-frame';
import { ComponentView } from '@guichet/workflow/views';
import { use, useMemo } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { SelfContext } from '../../counter/call-session.ts';
import type { StepPartProps } from '../flow/step-part.ts';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';

/** A component of the bank's own: its page, confined to a frame. */
export function Part({ step, act }: StepPartProps) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const { role } = use(SelfContext);
  const { view, mayAct, title } = step;
  const shown = useMemo(() => {
    const { page, config, kept, can } = ComponentView.parse(view);
    return { page, config, kept, can: mayAct ? can.map((each) => ({ action: each.action, title: each.title[language] })) : [] };
  }, [view, mayAct, language]);
  return <ComponentFrame {...shown} title={title[language]} role={role} language={language} onAct={act} gone={t('component.gone')} />;
}
