import type { Language, Words } from '../../foundation/language';
import type { GenerationErrorCode } from '../../models/studio/image-attempt';
import type { StudioImageError } from '../../openapi/generated/types';

const titles: Record<GenerationErrorCode, Words> = {
  prompt_refused: { fr: 'La demande a été refusée', en: 'The prompt was refused' },
  budget_exceeded: { fr: 'Le budget est épuisé', en: 'Nothing is left of the budget' },
  provider_unauthorized: {
    fr: 'Le fournisseur n’a pas accepté la clé',
    en: 'The provider did not take the key',
  },
  provider_refused: {
    fr: 'Le fournisseur a refusé la demande',
    en: 'The provider refused the request',
  },
  provider_limited: {
    fr: 'Le fournisseur demande de revenir plus tard',
    en: 'The provider asked to come back later',
  },
  provider_unavailable: {
    fr: 'Le fournisseur ne répond pas',
    en: 'The provider did not answer',
  },
  outcome_unknown: {
    fr: 'Personne ne sait si l’image a été faite',
    en: 'Nobody knows whether the picture was made',
  },
  picture_unreadable: {
    fr: 'L’image reçue est illisible',
    en: 'The picture that came cannot be read',
  },
  no_provider: {
    fr: 'Aucun fournisseur ne peut la faire',
    en: 'No provider is set up that may make it',
  },
};

/** Why a picture was not made, in the reader's language. */
export function imageError(
  code: GenerationErrorCode | null,
  language: Language,
): StudioImageError | null {
  return code && { code, title: titles[code][language] };
}
