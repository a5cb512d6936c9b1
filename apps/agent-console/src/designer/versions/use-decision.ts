import { AppError } from '@guichet/protocol';
import { errorText } from '@guichet/ui';
import { useState } from 'react';
import { useDesignerTexts } from '../texts/use-designer-texts.ts';

/** Something that is asked of the counter from a dialog: under way, refused with its reason, or done. */
export function useDecision(work: () => Promise<unknown>, onDone: () => void) {
  const { language } = useDesignerTexts();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const decide = async () => {
    setBusy(true);
    setError(null);
    try {
      await work();
      onDone();
    } catch (thrown) {
      const { code, issues } = AppError.from(thrown) as AppError & { readonly issues?: readonly { readonly message: string }[] };
      const details = (issues ?? []).map(({ message }) => message).join(', ');
      setError(details === '' ? errorText(new AppError(code), language) : `${errorText(new AppError(code), language)} (${details})`);
    }
    setBusy(false);
  };
  return { busy, error, decide };
}
