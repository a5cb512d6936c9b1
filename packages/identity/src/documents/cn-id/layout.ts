/** The side with the portrait, in millimetres: where each line may stand, allowing for print that is half a millimetre off. */
export const CN_ID_LAYOUT = {
  widthMm: 85.6,
  heightMm: 53.98,
  /** Values begin to the right of this; labels end to its left. */
  valuesFromMm: 11.5,
  /** Between the value of the sex and the label of the ethnic group, and between that label and its value. */
  ethnicityLabelMm: [19.5, 27.9],
  /** Where the month and where the day begin. */
  partsMm: [22, 30.2],
  /** A line of the address that another one follows ends no earlier: a sign more would have found no room. */
  fullLineToMm: 46,
  signMm: 2.9,
  /** Eighteen digits stand on 51 mm; what is shorter than this is another line. */
  leastNumberMm: 42,
  lines: {
    name: [3.5, 4.9, 48, 6.2],
    sexAndEthnicity: [3.5, 11.8, 48, 5.4],
    birth: [3.5, 18.1, 48, 5.4],
    address: [11.5, 24.3, 41.6, 18.2],
    number: [25.6, 42.8, 57.5, 7.4],
  },
  portrait: [53.5, 5.5, 28.5, 35],
} as const;
