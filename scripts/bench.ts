/** `npm run -s bench -- <name> [--json]`: figures beside a peer's. */
import '../bench/main.ts';
