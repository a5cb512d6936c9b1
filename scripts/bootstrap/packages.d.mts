export function ensurePackages(note?: string): Promise<void>;
