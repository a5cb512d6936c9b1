export { startGuichet, type Running, type StartOptions, type SupervisedName } from './start-guichet.ts';
export { AlreadyRunningError, requireNotRunning, runningInstance, type InstanceInfo } from './instance-lock.ts';
