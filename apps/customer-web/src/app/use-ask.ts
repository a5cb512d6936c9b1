import { AppError, type CustomerRequests, type ErrorCode, type PayloadOf } from '@guichet/protocol';
import { errorText } from '@guichet/ui';
import { useCallback, useState } from 'react';
import { isOvertaken, stepsIn } from './overtaken.ts';
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
      const pressedAt = stepsIn(counter.session.get());
      try {
        await counter.ask(name, payload);
        toasts.settle();
        return true;
      } catch (thrown) {
        const { code } = AppError.from(thrown);
        // A step that was held or left while the tap was on its way: what is open now is in sight, and the tap was no mistake.
        const isLate = code === 'wrong_state' && name.startsWith('step.') && (await isOvertaken(counter.session, pressedAt));
        if (code !== expects && !isLate) toasts.show('danger', errorText(thrown, language));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [counter, toasts, language],
  );
  return { ask, busy };
}
