/** The side with the emblem, in millimetres. */
export const CN_ID_BACK_LAYOUT = {
  widthMm: 85.6,
  heightMm: 53.98,
  valuesFromMm: 30.2,
  signMm: 2.7,
  titleMm: 5,
  lines: {
    title: [25, 13.3, 46, 9.2],
    issuer: [16.5, 36.6, 66, 5.6],
    validity: [16.5, 43.6, 66, 5.6],
  },
  emblem: [3.5, 3, 17, 17.5],
} as const;
