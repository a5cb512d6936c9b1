/** What every command tells its caller, a script as often as a person. */
export const exitCode = {
  /** Yes: the file is genuine, the journal is whole, the work is done. */
  yes: 0,
  /** No: the question was answered, and the answer is no. */
  no: 1,
  /** The question could not be answered: a wrong option, a file that cannot be read, a part that is missing. */
  couldNotRun: 2,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
