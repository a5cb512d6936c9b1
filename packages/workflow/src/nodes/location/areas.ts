/** A place on the earth, WGS 84, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export type Whereabouts = 'inside' | 'outside' | 'unsure';

/** Metres of one degree of latitude, on a sphere of the earth's mean radius (6,371,008.8 m, IUGG). */
const METRES_PER_DEGREE = (6_371_008.8 * Math.PI) / 180;

/**
 * Whether a measured place lies in one of the areas. It is only said for sure where the whole circle of the measurement's accuracy lies on one side
 * of every border; a border that runs through the circle makes it unsure.
 */
export function whereabouts(place: Place, accuracyM: number, areas: readonly (readonly Place[])[]): Whereabouts {
  const near = areas.some((border) => distanceM(place, border) < accuracyM);
  if (areas.some((border) => isWithin(place, border) && distanceM(place, border) >= accuracyM)) return 'inside';
  if (near) return 'unsure';
  return 'outside';
}

/** Rays: a line to the north crosses the border an odd number of times from within. */
function isWithin({ latitude, longitude }: Place, border: readonly Place[]): boolean {
  let within = false;
  for (const [at, one] of border.entries()) {
    const other = border[(at + 1) % border.length] as Place;
    if (one.longitude > longitude === other.longitude > longitude) continue;
    const share = (longitude - one.longitude) / (other.longitude - one.longitude);
    if (latitude < one.latitude + share * (other.latitude - one.latitude)) within = !within;
  }
  return within;
}

/** To the nearest point of the border, on a plane that touches the earth at the place: good to a percent within a hundred kilometres, where it matters. */
function distanceM(place: Place, border: readonly Place[]): number {
  const eastward = METRES_PER_DEGREE * Math.cos((place.latitude * Math.PI) / 180);
  const flat = border.map(({ latitude, longitude }) => ({
    x: (longitude - place.longitude) * eastward,
    y: (latitude - place.latitude) * METRES_PER_DEGREE,
  }));
  return Math.min(
    ...flat.map((one, at) => {
      const other = flat[(at + 1) % flat.length] as { x: number; y: number };
      const [dx, dy] = [other.x - one.x, other.y - one.y];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, -(one.x * dx + one.y * dy) / length));
      return Math.hypot(one.x + along * dx, one.y + along * dy);
    }),
  );
}
