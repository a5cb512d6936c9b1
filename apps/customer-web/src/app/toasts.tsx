import { ToastRegion } from '@guichet/ui';
import { useServices } from './services.ts';

/** What went wrong, before everything else on the screen: it takes room from it and covers none of its buttons. */
export function Toasts({ className }: { readonly className?: string | undefined }) {
  const { toasts } = useServices();
  return <ToastRegion store={toasts} placement="top" className={className} />;
}
