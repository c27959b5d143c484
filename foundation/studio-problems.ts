// What the codes of the studio stand for.
import type { Words } from './language';
import type { ErrorCode } from '../openapi/generated/types';

type Meaning = { status: number; title: Words };

export const studioProblems = {
  post_not_live: {
    status: 409,
    title: { fr: 'Publication visible nulle part', en: 'Post live nowhere' },
  },
  bulk_refused: {
    status: 422,
    title: { fr: 'Lignes refusées', en: 'Lines refused' },
  },
  schedule_refused: {
    status: 422,
    title: { fr: 'Planification impossible ainsi', en: 'Schedule cannot work like this' },
  },
  schedule_limit: {
    status: 409,
    title: { fr: 'Trop de planifications', en: 'Too many schedules' },
  },
  template_refused: {
    status: 422,
    title: { fr: 'Modèle de texte fautif', en: 'Template has faults' },
  },
  template_limit: {
    status: 409,
    title: { fr: 'Trop de modèles de texte', en: 'Too many templates' },
  },
  template_in_use: {
    status: 409,
    title: { fr: 'Modèle de texte encore utilisé', en: 'Template in use by a schedule' },
  },
  bulk_file_invalid: {
    status: 422,
    title: { fr: 'Fichier de publications illisible', en: 'File of posts unreadable' },
  },
  post_refused: {
    status: 422,
    title: {
      fr: 'Publication impossible ainsi',
      en: 'Post cannot be published like this',
    },
  },
  unknown_platform: {
    status: 422,
    title: {
      fr: 'Plateforme inconnue',
      en: 'Unknown platform',
    },
  },
  post_publishing: {
    status: 409,
    title: {
      fr: 'Publication en cours',
      en: 'Post is being published',
    },
  },
  post_state_conflict: {
    status: 409,
    title: {
      fr: 'L’état de la publication ne le permet pas',
      en: 'The state of the post does not allow this',
    },
  },
  post_not_approved: {
    status: 409,
    title: {
      fr: 'Publication pas encore approuvée',
      en: 'Post not approved yet',
    },
  },
  live_post_not_removable: {
    status: 409,
    title: {
      fr: 'La plateforme ne supprime pas sur demande',
      en: 'Platform does not delete on request',
    },
  },
  post_unconfirmed: {
    status: 409,
    title: {
      fr: 'Personne ne sait si la publication est en ligne',
      en: 'Nobody knows whether the post is live',
    },
  },
  platform_not_configured: {
    status: 409,
    title: { fr: 'Plateforme non configurée', en: 'Platform not configured' },
  },
  platform_refused: {
    status: 422,
    title: { fr: 'Refus de la plateforme', en: 'Refused by the platform' },
  },
  platform_unavailable: {
    status: 503,
    title: { fr: 'La plateforme ne répond pas', en: 'Platform does not answer' },
  },
  account_disconnected: {
    status: 409,
    title: { fr: 'Compte déconnecté', en: 'Account disconnected' },
  },
  account_not_renewable: {
    status: 409,
    title: {
      fr: 'La plateforme ne renouvelle pas ses jetons',
      en: 'Platform does not renew its tokens',
    },
  },
  image_not_made: {
    status: 409,
    title: { fr: "Il n'y a pas encore d'image", en: 'There is no picture yet' },
  },
  image_edit_impossible: {
    status: 422,
    title: { fr: 'Retouche impossible', en: 'The picture cannot be edited so' },
  },
  prompt_refused: {
    status: 422,
    title: { fr: 'Demande d’image refusée', en: 'Words for a picture refused' },
  },
  unknown_image_provider: {
    status: 422,
    title: { fr: 'Fournisseur d’images inconnu', en: 'Unknown provider of pictures' },
  },
  budget_exceeded: { status: 429, title: { fr: 'Budget épuisé', en: 'Budget used up' } },
} satisfies Partial<Record<ErrorCode, Meaning>>;
