import type { FlowCurrentView, Language, LocalText } from '@guichet/protocol';
import { Button } from '@guichet/ui';
import type { ReactNode } from 'react';
import type { SimulateSay } from '../texts/use-simulate-texts.ts';
import classes from '../screens.module.css';

/** What a step's screen can do: an action of the step, or a fact that the customer's page reports by itself. */
export interface StepCan {
  readonly step: FlowCurrentView;
  readonly t: SimulateSay;
  readonly language: Language;
  /** `afterMs`: how long it takes, where that matters. */
  readonly act: (action: string, input?: unknown, afterMs?: number) => void;
  readonly tell: (name: string, payload: Readonly<Record<string, unknown>>) => void;
}

interface AnswersProps {
  readonly language: Language;
  readonly choices: readonly { readonly key: string; readonly title: LocalText }[];
  readonly onAnswer: (key: string) => void;
}

export function Answers({ language, choices, onAnswer }: AnswersProps) {
  return (
    <div className={classes['answers']}>
      {choices.map(({ key, title }) => (
        <Button key={key} size="touch" wide onClick={() => onAnswer(key)}>
          {title[language]}
        </Button>
      ))}
    </div>
  );
}

/** The answers of a step side by side, the one that goes on last. */
export function AtHand({ children }: { readonly children: ReactNode }) {
  return <div className={classes['atHand']}>{children}</div>;
}

export function Note({ children }: { readonly children: ReactNode }) {
  return <p className={classes['note']}>{children}</p>;
}
