export { startGuichet, type Running, type StartOptions, type SupervisedName } from './start-guichet.ts';
export { AlreadyRunningError, runningInstance, type InstanceInfo } from './instance-lock.ts';
