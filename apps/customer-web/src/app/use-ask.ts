import { AppError, type CustomerRequests, type ErrorCode, type PayloadOf } from '@guichet/protocol';
import { errorText } from '@guichet/ui';
import { useCallback, useState } from 'react';
import { useServices } from './services.ts';
import { useTexts } from './texts/use-texts.ts';

/**
 * Sends a request for a button: `busy` while it is on the way, a refusal as a message on the page, unless it is one that `expects` names. Resolves
 * to whether it was done.
 */
export function useAsk() {
  const { counter, toasts } = useServices();
  const { language } = useTexts();
  const [busy, setBusy] = useState(false);
  const ask = useCallback(
    async <Name extends keyof CustomerRequests & string>(
      name: Name,
      payload: PayloadOf<CustomerRequests[Name]>,
      expects?: ErrorCode,
    ): Promise<boolean> => {
      setBusy(true);
      try {
        await counter.ask(name, payload);
        toasts.settle();
        return true;
      } catch (thrown) {
        if (AppError.from(thrown).code !== expects) toasts.show('danger', errorText(thrown, language));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [counter, toasts, language],
  );
  return { ask, busy };
}
