// The words of the lot report, in both languages.
import type { Language } from '../../foundation/language';
import type { LotGrade, UngradedReason } from '../../models/classification/lot-report-grade';
import type { ImageOutcome } from '../../models/classification/image';
import type { PlumLabel } from '../../openapi/generated/types';

/** Every word that a report prints beside names and numbers. */
export interface ReportWords {
  report: string;
  lot: string;
  finished: string;
  generated: string;
  model: string;
  card: string;
  grade: string;
  grades: Record<LotGrade, string>;
  ruled: (rule: string) => string;
  reasons: Record<UngradedReason, (minimum: string) => string>;
  labels: Record<PlumLabel, string>;
  outcomes: Record<ImageOutcome, string>;
  defects: string;
  /** Heads of columns. */
  label: string;
  defect: string;
  yes: string;
  no: string;
  sure: string;
  uncertain: string;
  confirmed: string;
  observed: string;
  share: string;
  lower: string;
  upper: string;
  interval: string;
  /** Heads of sections and names of facts. */
  mix: string;
  counts: string;
  pictures: string;
  inMix: string;
  failed: string;
  total: string;
  examples: string;
  noPicture: string;
  notes: string;
  page: (page: number, pages: number) => string;
}

const en: ReportWords = {
  report: 'Lot report',
  lot: 'Lot',
  finished: 'Finished',
  generated: 'Report of',
  model: 'Model',
  card: 'Model card',
  grade: 'Grade',
  grades: { A: 'A', B: 'B', C: 'C', ungraded: 'Ungraded' },
  ruled: (rule) => `Grades: ${rule}`,
  reasons: {
    too_few_pictures: (minimum) =>
      `Too few pictures have a class: a grade needs at least ${minimum}.`,
    model_unmeasured: () =>
      'It is not known how often the model mistakes one class for another, so nothing is graded.',
  },
  labels: {
    unaffected: 'Unaffected',
    unripe: 'Unripe',
    spotted: 'Spotted',
    cracked: 'Cracked',
    bruised: 'Bruised',
    rotten: 'Rotten',
  },
  outcomes: {
    classified: 'With a class',
    uncertain: 'Uncertain',
    not_a_plum: 'Not a plum',
    unusable: 'Unusable picture',
  },
  defects: 'All defects',
  label: 'Class',
  defect: 'Defect',
  yes: 'yes',
  no: 'no',
  sure: 'Sure',
  uncertain: 'Uncertain',
  confirmed: 'By a person',
  observed: 'Observed',
  share: 'Share',
  lower: 'Lower end',
  upper: 'Upper end',
  interval: '95% interval',
  mix: 'What the lot is made of',
  counts: 'Counts',
  pictures: 'Pictures',
  inMix: 'In the mix',
  failed: 'Failed',
  total: 'All',
  examples: 'Examples, the surest of each class',
  noPicture: 'no picture',
  notes: 'How to read it',
  page: (page, pages) => `Page ${page} of ${pages}`,
};

const fr: ReportWords = {
  report: 'Rapport de lot',
  lot: 'Lot',
  finished: 'Terminé',
  generated: 'Rapport du',
  model: 'Modèle',
  card: 'Fiche du modèle',
  grade: 'Catégorie',
  grades: { A: 'A', B: 'B', C: 'C', ungraded: 'Non classé' },
  ruled: (rule) => `Catégories : ${rule}`,
  reasons: {
    too_few_pictures: (minimum) =>
      `Trop peu d'images ont une classe : il en faut au moins ${minimum} pour classer le lot.`,
    model_unmeasured: () =>
      "On ignore combien de fois le modèle prend une classe pour une autre : le lot n'est pas classé.",
  },
  labels: {
    unaffected: 'Saine',
    unripe: 'Pas mûre',
    spotted: 'Tachée',
    cracked: 'Fendue',
    bruised: 'Meurtrie',
    rotten: 'Pourrie',
  },
  outcomes: {
    classified: 'Avec une classe',
    uncertain: 'Incertaines',
    not_a_plum: 'Pas une prune',
    unusable: 'Image inutilisable',
  },
  defects: 'Tous les défauts',
  label: 'Classe',
  defect: 'Défaut',
  yes: 'oui',
  no: 'non',
  sure: 'Sûres',
  uncertain: 'Incertaines',
  confirmed: 'Par une personne',
  observed: 'Observée',
  share: 'Part',
  lower: 'Borne basse',
  upper: 'Borne haute',
  interval: 'Intervalle à 95 %',
  mix: 'Composition du lot',
  counts: 'Décompte',
  pictures: 'Images',
  inMix: 'Dans la composition',
  failed: 'En échec',
  total: 'Toutes',
  examples: 'Exemples, les plus sûrs de chaque classe',
  noPicture: 'pas d’image',
  notes: 'Comment le lire',
  page: (page, pages) => `Page ${page} sur ${pages}`,
};

export const reportWords: Record<Language, ReportWords> = { en, fr };
