/** From when on a picture gets no class, by the names of the card; a limit that is not set stops nothing. */
export type GateLimits = Record<string, number>;

/** Why a picture gets no class, or null: whether it can be seen comes before what it shows. */
export function stoppedAtGate(
  gates: number[] | null,
  limits: GateLimits = {},
): 'unusable' | 'not_a_plum' | null {
  if (!gates) return null;
  const [atypicality = 0, brightness = Infinity, sharpness = Infinity] = gates;
  const { not_a_plum_above = Infinity, dark_below = 0, blurred_below = 0 } = limits;
  if (brightness < dark_below || sharpness < blurred_below) return 'unusable';
  return atypicality > not_a_plum_above ? 'not_a_plum' : null;
}
