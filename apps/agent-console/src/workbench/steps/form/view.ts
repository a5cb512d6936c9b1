import type { ShownValue } from '@guichet/workflow/views';

export const isEmpty = (value: ShownValue) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Texts above this length get an area of their own. */
export const LONG = 300;
