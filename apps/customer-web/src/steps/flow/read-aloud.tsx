import { Button } from '@guichet/ui';
import { IconPlayerStop, IconVolume } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTexts } from '../../app/texts/use-texts.ts';
import { useStepTexts } from './texts/use-step-texts.ts';

/** Slow enough for somebody who hears it for the first time. */
const RATE = 0.9;
const synthesis = (): SpeechSynthesis | null => ('speechSynthesis' in globalThis ? globalThis.speechSynthesis : null);

/** A voice of the device itself: what is read here must not be sent anywhere to become sound. Voices arrive late in some browsers. */
function useVoice(language: 'zh-CN' | 'en'): SpeechSynthesisVoice | null {
  return useSyncExternalStore(
    (changed) => {
      synthesis()?.addEventListener('voiceschanged', changed);
      return () => synthesis()?.removeEventListener('voiceschanged', changed);
    },
    () => {
      const wanted = language === 'en' ? /^en\b/i : /^(zh[-_]CN|zh[-_]Hans|cmn)/i;
      return (
        synthesis()
          ?.getVoices()
          .find(({ localService, lang }) => localService && wanted.test(lang)) ?? null
      );
    },
  );
}

/** Reads a text aloud and stops again; not there where the device has no voice of its own for the language. */
export function ReadAloud({ text }: { readonly text: string }) {
  const { language } = useTexts();
  const { t } = useStepTexts();
  const voice = useVoice(language);
  const [reading, setReading] = useState(false);
  // Another text, another step: what is being read no longer stands there.
  useEffect(
    () => () => {
      synthesis()?.cancel();
      setReading(false);
    },
    [text],
  );
  if (voice === null) return null;
  const toggle = () => {
    synthesis()?.cancel();
    if (reading) return setReading(false);
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: RATE });
    const stop = () => setReading(false);
    utterance.addEventListener('end', stop);
    utterance.addEventListener('error', stop);
    synthesis()?.speak(utterance);
    setReading(true);
  };
  const Icon = reading ? IconPlayerStop : IconVolume;
  return (
    <Button kind="quiet" size="touch" aria-pressed={reading} icon={<Icon size={20} stroke={1.6} aria-hidden />} onClick={toggle}>
      {t(reading ? 'aloud.stop' : 'aloud.read')}
    </Button>
  );
}
