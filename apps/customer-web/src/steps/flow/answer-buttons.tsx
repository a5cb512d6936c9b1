import type { LocalText } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import { useTexts } from '../../app/texts/use-texts.ts';
import classes from './answer-buttons.module.css';

interface AnswerButtonsProps {
  readonly choices: readonly { readonly key: string; readonly title: LocalText }[];
  readonly busy: boolean;
  readonly onAnswer: (key: string) => void;
}

/** Answers to tap, none set off from the others. */
export function AnswerButtons({ choices, busy, onAnswer }: AnswerButtonsProps) {
  const { language } = useTexts();
  return (
    <div className={classes['answers']}>
      {choices.map(({ key, title }) => (
        <Button key={key} size="xl" wide busy={busy} onClick={() => onAnswer(key)}>
          {title[language]}
        </Button>
      ))}
    </div>
  );
}
