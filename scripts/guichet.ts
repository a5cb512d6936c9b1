/** `npm run -s guichet -- <command>`: the command line tool, with what it needs in place. */
import '../apps/cli/src/main.ts';
