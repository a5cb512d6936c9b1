/** Ends a `switch` over a closed set: a member without a case no longer compiles. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected member of a closed set: ${JSON.stringify(value)}`);
}
