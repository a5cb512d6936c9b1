import { fileURLToPath } from 'node:url';

/** Chinese (GB 2312) and Latin; comes with the set-up (SIL Open Font License 1.1). */
export const FONT_PATH = fileURLToPath(new URL('../fonts/NotoSansHans-Medium.otf', import.meta.resolve('@embedpdf/fonts-sc')));
