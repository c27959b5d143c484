// Why a model was refused or a shadow run stopped, in words.
import type { Language, Words } from '../../foundation/language';
import type { ModelRow } from '../../models/classification/model.queries';
import type { ModelRefusal, ShadowRunError } from '../../openapi/generated/types';

const refusalTitles: Record<ModelRefusal['code'], Words> = {
  not_onnx: { fr: "Le fichier n'est pas un modèle ONNX", en: 'The file is no ONNX model' },
  card_mismatch: {
    fr: "Le fichier n'est pas celui de sa fiche",
    en: 'The file is not the one of its card',
  },
  wrong_input: {
    fr: "Son entrée n'est pas celle de sa fiche",
    en: 'Its input is not the one of its card',
  },
  wrong_output: {
    fr: 'Il ne donne pas les probabilités attendues',
    en: 'It does not give the probabilities that it should',
  },
  external_data: {
    fr: 'Ses poids sont dans un autre fichier',
    en: 'Its weights lie in another file',
  },
  custom_operator: {
    fr: 'Il utilise des opérateurs inconnus',
    en: 'It uses operators that are not known',
  },
  not_deterministic: {
    fr: 'Ses réponses changent pour la même image',
    en: 'It answers the same picture differently',
  },
  out_of_memory: { fr: 'Il demande trop de mémoire', en: 'It needs too much memory' },
  too_slow: { fr: 'Il est trop lent', en: 'It is too slow' },
  crashed: { fr: "Il s'arrête en cours de travail", en: 'It breaks while it works' },
};

const shadowTitles: Record<ShadowRunError['code'], Words> = {
  work_failed: {
    fr: "Le modèle n'a pas pu faire le travail",
    en: 'The model could not do the work',
  },
};

/** Why a version was refused, or null. */
export function modelRefusal(
  { refusal_code: code, refusal_detail }: ModelRow,
  language: Language,
): ModelRefusal | null {
  return code && { code, title: refusalTitles[code][language], detail: refusal_detail ?? '' };
}

/** Why a shadow run stopped by itself, or null; what exactly went wrong is in the log. */
export function shadowRunError(code: string | null, language: Language): ShadowRunError | null {
  return code === null ? null : { code: 'work_failed', title: shadowTitles.work_failed[language] };
}
