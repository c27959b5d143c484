// The sentences of the lot report.
import type { Language } from '../../foundation/language';
import type { LotReport } from '../../models/classification/lot-report';
import { gradeRule } from '../../models/classification/lot-report-grade';
import type { ReportNumbers } from './report-numbers';

type Told = Pick<LotReport, 'uncertain' | 'confirmed' | 'results'>;

/** What a reader must know to read the numbers rightly. */
export function reportNotes(report: Told, language: Language, numbers: ReportNumbers): string[] {
  const { not_a_plum, unusable } = report.results.outcome_counts;
  const uncertain = numbers.count(report.uncertain);
  const confirmed = numbers.count(report.confirmed);
  const leftOut = numbers.count(not_a_plum + unusable);
  if (language === 'fr') {
    return [
      "Les parts sont corrigées des erreurs du modèle, telles que mesurées sur ses images de validation (voir sa fiche) ; la part observée ne l'est pas. La correction suppose que le modèle se trompe sur ce lot comme sur ces images.",
      "L'intervalle contient la vraie part dans 95 lots sur 100 ; il tient compte du hasard des images du lot et de celui des images de validation.",
      `Réponses incertaines : ${uncertain}. Elles ne comptent pour aucune classe sûre ; dans la composition, chacune entre avec sa classe la plus probable, car les erreurs du modèle ont été mesurées sur toutes ses réponses. Sans elles, les défauts paraîtraient plus rares.`,
      `Classes données par une personne : ${confirmed}. Elles remplacent celles du modèle.`,
      `Images sans prune ou inutilisables, hors de la composition : ${leftOut}.`,
      'La catégorie suit notre propre règle ; ce n’est pas une norme officielle.',
    ];
  }
  return [
    "Shares are corrected for the model's mistakes, as measured on its validation pictures (see its card); the observed share is not. The correction supposes that the model errs on this lot as it does on them.",
    'The interval holds the true share in 95 lots of 100; it accounts for chance in the pictures of the lot and in the validation pictures.',
    `Uncertain answers: ${uncertain}. They count as no sure class; in the mix each enters with its likeliest class, because the model's mistakes were measured on all of its answers. Without them defects would look rarer than they are.`,
    `Classes given by a person: ${confirmed}. They replace those of the model.`,
    `Pictures without a plum, or unusable, which the mix leaves out: ${leftOut}.`,
    'The grade follows our own rule; it is no official standard.',
  ];
}

/** The rule of the grade with its limits, in a sentence. */
export function gradeRuleText(language: Language, numbers: ReportNumbers): string {
  const minimum = numbers.count(gradeRule.minimumPictures);
  const bounded = gradeRule.grades.filter(({ defects_at_most }) => defects_at_most < 1);
  const last = gradeRule.grades.at(-1)?.grade ?? '';
  if (language === 'fr') {
    const limits = bounded.map(
      ({ grade, defects_at_most: most }) => `${grade} jusqu'à ${numbers.limit(most)}`,
    );
    return `${limits.join(', ')}, ${last} au-delà, selon la borne haute de l'intervalle de tous les défauts (tachée, fendue, meurtrie, pourrie) ; au moins ${minimum} images.`;
  }
  const limits = bounded.map(
    ({ grade, defects_at_most: most }) => `${grade} up to ${numbers.limit(most)}`,
  );
  return `${limits.join(', ')}, ${last} above, by the upper end of the interval of all defects (spotted, cracked, bruised, rotten); at least ${minimum} pictures.`;
}
