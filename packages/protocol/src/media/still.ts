/** A JPEG of a camera at its full resolution, as a customer's page may send it; pages make theirs smaller where it is finer. */
export const MAX_STILL_BYTES = 3 * 1024 * 1024;
