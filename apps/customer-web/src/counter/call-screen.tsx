export const CallScreen = (_: { session: unknown }) => null;
