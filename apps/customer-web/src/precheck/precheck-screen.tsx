export const PrecheckScreen = (_: { session: unknown; onChecked: () => void }) => null;
