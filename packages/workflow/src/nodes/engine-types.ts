import { decision } from './decision/behaviour.ts';
import { end } from './end/behaviour.ts';
import { fork } from './fork/behaviour.ts';
import { join } from './join/behaviour.ts';
import type { NodeType } from './node-type.ts';
import { subFlow } from './sub-flow/behaviour.ts';
import { wait } from './wait/behaviour.ts';

/** The types that a flow is held together by; every registry has them. */
export const engineNodeTypes: readonly NodeType[] = [decision, end, fork, join, subFlow, wait];
