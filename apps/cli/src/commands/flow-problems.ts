import type { Problem } from '@guichet/workflow';
import type { CommandContext, Outcome } from '../command.ts';
import { exitCode } from '../exit-code.ts';

/** What every command says of a flow that is not valid; `verdict` is its own part of the JSON. */
export function notValid(problems: readonly Problem[], say: CommandContext['say'], verdict: Readonly<Record<string, boolean>>): Outcome {
  return {
    exitCode: exitCode.no,
    json: { ...verdict, problems },
    text: problems.map(({ message }) => `! ${say(message)}`).join('\n'),
  };
}
