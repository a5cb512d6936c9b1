import { Component, type ReactNode } from 'react';

interface CrashGuardProps {
  readonly children: ReactNode;
  /** What is shown instead of a page that broke; the session itself goes on at the counter. */
  readonly fallback: ReactNode;
}

/** Keeps an error in drawing from leaving a white page. */
export class CrashGuard extends Component<CrashGuardProps, { readonly crashed: boolean }> {
  override readonly state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? this.props.fallback : this.props.children;
  }
}
