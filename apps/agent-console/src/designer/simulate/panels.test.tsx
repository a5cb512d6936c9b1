import type { Language } from '@guichet/protocol';
import { compileFlow, nodeRegistry, Simulation, shippedFlow } from '@guichet/workflow';
import { i18next } from '@guichet/ui/testing/languages';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { backTo, begun, clicked, FAILURES, moved, type Run, told } from './run.ts';
import type { Words } from './words.ts';

const { useSimulateTexts } = await import('./texts/use-simulate-texts.ts');
const { useDesignerTexts } = await import('../texts/use-designer-texts.ts');
const { ClockBar } = await import('./clock-bar.tsx');
const { DoneList, VariableTable } = await import('./facts-panel.tsx');
const { HappenPanel } = await import('./happen-panel.tsx');

const compiled = compileFlow(shippedFlow('wealth-sale'), { registry: nodeRegistry });
if (!compiled.ok) throw new Error('The shipped flow does not compile');
const { flow } = compiled;
const start = begun(Simulation.begin(flow, { seed: 1, startAtMs: Date.UTC(2026, 0, 5, 2), variables: {}, outside: {} }));
const agreed = told('consent.decided', { kind: 'recording', decision: 'accepted', textVersion: 'v', textHash: '0', language: 'en' });
const works = told('check.reported', { verdict: 'good', camera: true, microphone: true, speaker: true });
const inCall = clicked(clicked(start, [agreed]), [works]);

function Panels({ run }: { readonly run: Run }): ReactNode {
  const { t, language } = useSimulateTexts();
  const { t: designer } = useDesignerTexts();
  const words: Words = { t, designer, language, flow };
  const { simulation } = run;
  const take = () => true;
  return (
    <>
      <ClockBar simulation={simulation} take={take} />
      <HappenPanel simulation={simulation} take={take} words={words} />
      <VariableTable simulation={simulation} before={run.past.at(-1)} />
      <DoneList run={run} words={words} onBack={() => undefined} />
    </>
  );
}

const draw = async (run: Run, language: Language): Promise<string> => {
  await i18next.changeLanguage(language);
  return renderToStaticMarkup(<Panels run={run} />);
};

it.each<[string, Run, readonly string[]]>([
  ['the beginning', start, ['The customer refuses', 'Beginning', 'No timer is running']],
  ['a call', inCall, ['The customer’s line is lost', 'The recording falters', 'Everything works']],
  [
    'lost lines',
    clicked(clicked(inCall, [told('call.participant_disconnected', { participantId: 'customer', role: 'customer' })]), [
      told('recording.degraded'),
    ]),
    ['The customer is back', 'The recording goes on'],
  ],
  [
    'an outside in the hand',
    clicked(clicked(clicked(start, [{ do: 'outside', by: 'hand' }]), [agreed]), [works]),
    ['Ticket waits for an answer', 'Error, may be tried again'],
  ],
  [
    'a planned failure',
    clicked(inCall, [{ do: 'plan', kind: 'service.call', reply: FAILURES.silent }]),
    ['The next “Service of the bank” is answered: No answer'],
  ],
  ['a clock that was set', clicked(inCall, [moved({ clockMs: -3_600_000 })]), ['Clock set by −1 h']],
  ['an end', clicked(inCall, [moved({ cancel: 'agent', afterMs: 0 })]), ['The flow has ended', 'Agent cancels']],
  ['a way back', backTo(inCall, 1), ['I agree']],
])('says in words what can happen and what did: %s', async (_name, run, expected) => {
  const html = await draw(run, 'en');
  for (const text of expected) expect(html).toContain(text);
  for (const language of ['en', 'zh-CN'] as const) {
    // A key that has no words would stand there as it is, and a hole that nothing was put in.
    expect(await draw(run, language)).not.toMatch(/(?:^|[>“\s])(?:happen|outside|facts|log|clock|role|kind)\.[a-z]|\{\{/);
  }
});
