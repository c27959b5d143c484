import type { PlumLabel } from '../../openapi/generated/types';
import type { DefectMix } from './defect-mix';

/** The classes that are defects. An unripe plum is sound: it counts as none, and its share is told apart. */
export const defectLabels: readonly PlumLabel[] = ['spotted', 'cracked', 'bruised', 'rotten'];

export type LotGrade = 'A' | 'B' | 'C' | 'ungraded';
export type UngradedReason = 'too_few_pictures' | 'model_unmeasured';

/**
 * The rule: the first grade whose limit the upper end of the 95 % interval of the defects does not pass. It is this
 * product's own and no official standard. The upper end, because who sells must not gain by showing fewer pictures.
 */
export const gradeRule = {
  minimumPictures: 50,
  grades: [
    { grade: 'A', defects_at_most: 0.1 },
    { grade: 'B', defects_at_most: 0.25 },
    { grade: 'C', defects_at_most: 1 },
  ],
} as const;

/** The grade of a lot, or why it has none. There is no mix where no one knows how the model errs. */
export function gradeOf(
  pictures: number,
  mix: DefectMix | null,
): { grade: LotGrade; reason: UngradedReason | null } {
  if (pictures < gradeRule.minimumPictures)
    return { grade: 'ungraded', reason: 'too_few_pictures' };
  if (mix === null) return { grade: 'ungraded', reason: 'model_unmeasured' };
  const [, upper] = mix.defects.interval_95;
  const found = gradeRule.grades.find(({ defects_at_most }) => upper <= defects_at_most);
  return { grade: found?.grade ?? 'C', reason: null };
}
