/** Node types of components that a bank brought are all named so: nothing that ships is. */
export const isComponentType = (type: string): boolean => type.startsWith('own-');
