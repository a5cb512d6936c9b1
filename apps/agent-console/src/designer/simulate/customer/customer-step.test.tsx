import type { FlowCurrentView, Language } from '@guichet/protocol';
import type { FlowRole } from '@guichet/workflow';
import {
  answers,
  customer,
  entered,
  fills,
  finishes,
  identified,
  nobodyInvited,
  reads,
  serviceAnswers,
  signs,
  StoryBook,
} from '@guichet/workflow/testing/stories';
import { i18next } from '@guichet/ui/testing/languages';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';

const { useSimulateTexts } = await import('../texts/use-simulate-texts.ts');
const { CustomerStep } = await import('./customer-step.tsx');

interface ScreenProps {
  readonly step: FlowCurrentView;
  readonly role: FlowRole;
}

function Screen({ step, role }: ScreenProps) {
  const { t, language } = useSimulateTexts();
  return <CustomerStep step={step} role={role} t={t} language={language} act={() => undefined} tell={() => undefined} />;
}

const draw = async (props: ScreenProps, language: Language): Promise<string> => {
  await i18next.changeLanguage(language);
  return renderToStaticMarkup(<Screen {...props} />);
};

const QUESTIONS = ['income', 'share', 'experience', 'years', 'attitude', 'horizon', 'purpose', 'loss'];
/** The whole sale, from the notice to the farewell. */
const whole = {
  ...entered,
  opening: reads('greeting', ['recorded']),
  ...identified(),
  risk: [...QUESTIONS.map((question) => customer('answer', { question, option: 'c' })), customer('submit'), customer('accept')],
  family: nobodyInvited,
  pitch: reads(['issuer'], 'terms', 'fees'),
  disclosure: reads('suitable', ['past'], ['capital'], ['liquidity'], 'coolingOff'),
  confirm: answers('understood'),
  orderForm: fills({ amount: 200_000, account: '6217000010001234', source: 'salary', dividend: 'cash' }, { referrer: '0837' }),
  sign: signs('initials_page_1', 'customer_signature'),
  farewell: finishes,
};

describe('the customer’s screen', () => {
  it('draws every step of a sale at every moment, in both languages, with what can be pressed', async () => {
    const book = new StoryBook('wealth-sale');
    const { trace, outcome } = book.play({ moves: whole, outside: serviceAnswers({ orderId: 'o-1' }) });
    expect(outcome).toBe('completed');
    const drawn = new Set<string>();
    for (const { views } of trace) {
      for (const step of views.customer.current.filter(({ view }) => Object.keys(view).length > 0)) {
        for (const language of ['en', 'zh-CN'] as const) {
          const html = await draw({ step, role: 'customer' }, language);
          // A key that has no words would stand there as it is.
          expect(html, step.type).not.toMatch(/(?:step|side|role|generic|theirs)\.[a-z]/i);
          if (step.mayAct && step.type !== 'connect') drawn.add(`${step.type}${/<(?:button|input|select)/.test(html) ? ' can' : ''}`);
        }
      }
    }
    for (const type of ['consent', 'script', 'identity-document', 'risk-assessment', 'question', 'form', 'document']) {
      expect([...drawn], type).toContain(`${type} can`);
    }
  });
});
