import { StateView } from '@guichet/ui';
import { Component, type ReactNode } from 'react';
import { useFlowTexts } from './texts/use-flow-texts.ts';

interface Props {
  /** Drawing is tried anew when this has changed. */
  readonly content: unknown;
  readonly children: ReactNode;
}
interface State {
  readonly failed: boolean;
  readonly content: unknown;
}

/** A step whose content cannot be drawn takes neither the call nor the other steps down with it. */
export class PartBoundary extends Component<Props, State> {
  override state: State = { failed: false, content: this.props.content };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  static getDerivedStateFromProps({ content }: Props, state: State): State | null {
    return state.content === content ? null : { failed: false, content };
  }

  override render() {
    return this.state.failed ? <NotShown /> : this.props.children;
  }
}

function NotShown() {
  const { t } = useFlowTexts();
  return <StateView kind="error" compact title={t('notShown')} detail={t('notShownDetail')} />;
}
