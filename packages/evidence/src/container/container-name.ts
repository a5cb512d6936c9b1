/** A relative path of lower-case words: nothing in it can lead out of a folder, look like another name, or mean something to a shell. */
const NAME = /^(?!.*(?:^|\/)\.)[A-Za-z0-9._-]{1,100}(?:\/[A-Za-z0-9._-]{1,100}){0,5}$/;

export const isContainerName = (name: string): boolean => NAME.test(name);
