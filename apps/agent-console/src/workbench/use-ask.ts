import { AppError, type PayloadOf, type ReplyOf, type StaffRequests } from '@guichet/protocol';
import { errorText } from '@guichet/ui';
import { useCallback, useRef, useState } from 'react';
import { useServices } from '../app/services.ts';
import { useTexts } from '../app/texts/use-texts.ts';

type RequestName = keyof StaffRequests & string;

/** Sends a request of the desk; one at a time, a refusal is shown as a message. Resolves to null when it failed. */
export function useAsk() {
  const { desk, toasts } = useServices();
  const { language } = useTexts();
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const ask = useCallback(
    async <Name extends RequestName>(name: Name, payload: PayloadOf<StaffRequests[Name]>): Promise<ReplyOf<StaffRequests[Name]> | null> => {
      if (running.current) return null;
      running.current = true;
      setBusy(true);
      try {
        const reply = await desk.ask(name, payload);
        toasts.settle();
        return reply;
      } catch (thrown) {
        toasts.show('danger', errorText(AppError.from(thrown), language));
        return null;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [desk, toasts, language],
  );
  return { ask, busy };
}
