import { Button } from '@guichet/ui';
import { IconMicrophone } from '@tabler/icons-react';
import { useStepTexts } from '../flow/texts/use-step-texts.ts';
import classes from './part.module.css';

interface NumberReadingProps {
  readonly state: 'wanted' | 'listening' | 'unheard';
  readonly busy: boolean;
  readonly onRead: () => void;
}

/** The number of the document, read aloud by whoever holds it. The page does not show it: it is read off the document. */
export function NumberReading({ state, busy, onRead }: NumberReadingProps) {
  const { t } = useStepTexts();
  const isListening = state === 'listening';
  return (
    <>
      <p className={classes['aloud']} role={state === 'unheard' ? 'alert' : 'status'}>
        {t(isListening ? 'identity.readNow' : state === 'unheard' ? 'identity.unheard' : 'identity.readNumber')}
      </p>
      <div className={classes['shutter']}>
        <Button
          kind="primary"
          size="xl"
          wide
          busy={busy || isListening}
          icon={<IconMicrophone size={24} stroke={1.6} aria-hidden />}
          onClick={onRead}
        >
          {t(isListening ? 'identity.listening' : 'identity.beginReading')}
        </Button>
      </div>
    </>
  );
}
