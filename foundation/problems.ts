import type { Words } from './language';
import type { ErrorCode } from '../openapi/generated/types';
import { studioProblems } from './studio-problems';

export type { ErrorCode };

/** What each code stands for: one status, and a title per language. The compiler keeps it complete. */
export const problemCatalogue: Record<ErrorCode, { status: number; title: Words }> = {
  validation_failed: { status: 400, title: { fr: 'Requête invalide', en: 'Invalid request' } },
  malformed_json: { status: 400, title: { fr: 'JSON mal formé', en: 'Malformed JSON' } },
  unknown_parameter: { status: 400, title: { fr: 'Paramètre inconnu', en: 'Unknown parameter' } },
  invalid_cursor: { status: 400, title: { fr: 'Curseur invalide', en: 'Invalid cursor' } },
  batch_empty: { status: 400, title: { fr: 'Lot vide', en: 'Empty batch' } },
  archive_invalid: { status: 400, title: { fr: 'Archive illisible', en: 'Unreadable archive' } },
  archive_unsafe_name: {
    status: 400,
    title: { fr: "Nom dangereux dans l'archive", en: 'Unsafe name in the archive' },
  },
  unauthenticated: {
    status: 401,
    title: { fr: 'Authentification requise', en: 'Authentication required' },
  },
  token_expired: { status: 401, title: { fr: 'Jeton expiré', en: 'Token expired' } },
  session_revoked: { status: 401, title: { fr: 'Session terminée', en: 'Session ended' } },
  invalid_credentials: {
    status: 401,
    title: { fr: 'Identifiants incorrects', en: 'Wrong credentials' },
  },
  mfa_required: {
    status: 401,
    title: { fr: 'Second facteur requis', en: 'Second factor required' },
  },
  mfa_already_enabled: {
    status: 409,
    title: { fr: 'Second facteur déjà en place', en: 'Second factor already in place' },
  },
  mfa_not_enabled: {
    status: 409,
    title: { fr: 'Aucun second facteur', en: 'No second factor' },
  },
  code_invalid: {
    status: 400,
    title: { fr: 'Code incorrect ou expiré', en: 'Code wrong or expired' },
  },
  link_invalid: {
    status: 400,
    title: { fr: 'Lien invalide ou expiré', en: 'Link invalid or expired' },
  },
  forbidden: { status: 403, title: { fr: 'Action non autorisée', en: 'Not allowed' } },
  insufficient_scope: {
    status: 403,
    title: {
      fr: 'Portée manquante à la clé d’API',
      en: 'Scope missing from the API key',
    },
  },
  prefix_not_allowed: {
    status: 403,
    title: { fr: 'Préfixe de stockage non autorisé', en: 'Storage prefix not allowed' },
  },
  not_found: { status: 404, title: { fr: 'Introuvable', en: 'Not found' } },
  method_not_allowed: {
    status: 405,
    title: { fr: 'Méthode non autorisée', en: 'Method not allowed' },
  },
  not_acceptable: {
    status: 406,
    title: { fr: 'Aucune représentation acceptable', en: 'No acceptable representation' },
  },
  conflict: {
    status: 409,
    title: { fr: "Conflit avec l'état actuel", en: 'Conflict with the current state' },
  },
  username_taken: {
    status: 409,
    title: { fr: "Nom d'utilisateur déjà pris", en: 'Username taken' },
  },
  email_taken: {
    status: 409,
    title: { fr: 'Adresse confirmée par un autre compte', en: 'Address proven by another account' },
  },
  api_key_limit: {
    status: 409,
    title: { fr: 'Trop de clés d’API', en: 'Too many API keys' },
  },
  administration_lockout: {
    status: 409,
    title: {
      fr: 'Les administrateurs perdraient leur accès',
      en: 'Would lock administrators out',
    },
  },
  role_name_taken: {
    status: 409,
    title: { fr: 'Nom de rôle déjà pris', en: 'Role name taken' },
  },
  role_protected: {
    status: 409,
    title: { fr: 'Rôle indispensable au service', en: 'Role needed by every installation' },
  },
  role_in_use: {
    status: 409,
    title: { fr: 'Rôle encore attribué', en: 'Role still in use' },
  },
  idempotency_in_flight: {
    status: 409,
    title: { fr: 'Même clé déjà en cours de traitement', en: 'Same key still being worked on' },
  },
  batch_state_conflict: {
    status: 409,
    title: {
      fr: "L'état du lot ne le permet pas",
      en: 'The state of the batch does not allow this',
    },
  },
  duplicate_model: {
    status: 409,
    title: { fr: 'Version de modèle déjà connue', en: 'Model version already known' },
  },
  model_not_ready: {
    status: 409,
    title: { fr: "La version du modèle n'est pas prête", en: 'Model version not ready' },
  },
  no_previous_model: {
    status: 409,
    title: { fr: 'Aucune version active auparavant', en: 'No earlier active version' },
  },
  shadow_run_ended: {
    status: 409,
    title: { fr: "L'essai est déjà terminé", en: 'Shadow run already ended' },
  },
  nothing_to_retry: { status: 409, title: { fr: 'Rien à reprendre', en: 'Nothing to retry' } },
  duplicate_image: {
    status: 409,
    title: { fr: 'Image déjà envoyée', en: 'Image already uploaded' },
  },
  review_closed: {
    status: 409,
    title: { fr: 'Décision déjà prise ou retirée', en: 'No longer open to a decision' },
  },
  review_stale: {
    status: 409,
    title: { fr: 'Le contenu a changé entre-temps', en: 'The content has changed meanwhile' },
  },
  already_voted: { status: 409, title: { fr: 'Vote déjà donné', en: 'Vote already given' } },
  already_reviewed: {
    status: 409,
    title: { fr: "L'image est déjà vérifiée", en: 'The picture is reviewed already' },
  },
  review_link_invalid: {
    status: 404,
    title: { fr: 'Lien de décision invalide', en: 'No valid review link' },
  },
  review_link_expired: {
    status: 410,
    title: { fr: 'Lien de décision expiré', en: 'Review link expired' },
  },
  review_link_used: {
    status: 410,
    title: { fr: 'Lien de décision déjà utilisé', en: 'Review link already used' },
  },
  bounce_report_invalid: {
    status: 422,
    title: {
      fr: 'Ce n’est pas un avis de non-remise',
      en: 'This is no report of a bounce',
    },
  },
  mail_state_conflict: {
    status: 409,
    title: {
      fr: "L'état du message ne le permet pas",
      en: 'The state of the mail does not allow this',
    },
  },
  events_expired: {
    status: 410,
    title: { fr: 'Événements plus conservés', en: 'Events no longer kept' },
  },
  upload_expired: { status: 410, title: { fr: 'Envoi expiré', en: 'Upload expired' } },
  precondition_failed: {
    status: 412,
    title: { fr: 'Modifié entre-temps', en: 'Changed in the meantime' },
  },
  payload_too_large: { status: 413, title: { fr: 'Contenu trop volumineux', en: 'Too large' } },
  too_many_files: { status: 413, title: { fr: 'Trop de fichiers', en: 'Too many files' } },
  archive_too_large: {
    status: 413,
    title: { fr: 'Archive trop volumineuse', en: 'Archive too large' },
  },
  unsupported_media_type: {
    status: 415,
    title: { fr: 'Type de média non pris en charge', en: 'Unsupported media type' },
  },
  idempotency_key_reused: {
    status: 422,
    title: {
      fr: 'Clé déjà utilisée pour une autre requête',
      en: 'Key already used for another request',
    },
  },
  upload_missing: { status: 422, title: { fr: 'Envoi manquant', en: 'Upload missing' } },
  not_an_image: { status: 422, title: { fr: 'Pas une image', en: 'Not an image' } },
  image_truncated: { status: 422, title: { fr: 'Image tronquée', en: 'Truncated image' } },
  image_too_large: {
    status: 422,
    title: { fr: 'Image de trop grandes dimensions', en: 'Image dimensions too large' },
  },
  webhook_endpoint_limit: {
    status: 409,
    title: { fr: "Trop de points d'arrivée", en: 'Too many webhook endpoints' },
  },
  webhook_endpoint_disabled: {
    status: 409,
    title: { fr: "Le point d'arrivée est désactivé", en: 'Webhook endpoint disabled' },
  },
  webhook_delivery_pending: {
    status: 409,
    title: { fr: "L'envoi est encore en cours", en: 'Delivery still under way' },
  },
  webhook_url_refused: {
    status: 422,
    title: { fr: "L'URL ne peut pas recevoir d'envois", en: 'URL cannot be a webhook endpoint' },
  },
  precondition_required: {
    status: 428,
    title: { fr: 'If-Match est requis', en: 'If-Match is required' },
  },
  rate_limited: { status: 429, title: { fr: 'Trop de requêtes', en: 'Too many requests' } },
  internal: { status: 500, title: { fr: 'Erreur interne', en: 'Internal error' } },
  unavailable: {
    status: 503,
    title: { fr: 'Temporairement indisponible', en: 'Temporarily unavailable' },
  },
  ...studioProblems,
};
