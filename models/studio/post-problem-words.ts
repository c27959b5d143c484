// Why a post is not published, or what it waits for, in words. Platforms have reasons of their own, which come as codes
// with a detail: for those that are not in the table, a title that fits all.
import type { Language, Words } from '../../foundation/language';

const titles: Readonly<Record<string, Words>> = {
  absent: { fr: 'La plateforme ne l’a pas reçue', en: 'The platform did not get it' },
  account_disconnected: {
    fr: 'Le compte doit être reconnecté',
    en: 'The account has to be connected again',
  },
  account_restricted: {
    fr: 'La plateforme a restreint le compte',
    en: 'The platform has restricted the account',
  },
  account_removed: { fr: 'Le compte a été retiré', en: 'The account was removed' },
  application_refused: {
    fr: 'La plateforme refuse l’application de Relais',
    en: 'The platform refuses the application of Relais',
  },
  caption_too_long: { fr: 'Le texte est trop long', en: 'The text is too long' },
  duplicate_post: {
    fr: 'La plateforme l’a déjà, ou une pareille',
    en: 'The platform has it already, or one like it',
  },
  image_deleted: { fr: 'Une image a été supprimée', en: 'A picture was deleted' },
  image_not_validated: {
    fr: 'Une image n’est plus validée',
    en: 'A picture is not validated any more',
  },
  internal: { fr: 'Une erreur de Relais', en: 'An error of Relais' },
  interrupted: {
    fr: 'Interrompue pendant l’appel',
    en: 'Interrupted during the call',
  },
  media_not_public: {
    fr: 'La plateforme ne peut pas lire l’image',
    en: 'The platform cannot fetch the picture',
  },
  no_answer: { fr: 'La plateforme n’a pas répondu', en: 'The platform did not answer' },
  not_approved: { fr: 'Pas approuvée à temps', en: 'Not approved in time' },
  not_called: {
    fr: 'L’appel n’a pas pu partir à temps',
    en: 'The call could not be made in time',
  },
  outcome_unknown: {
    fr: 'Peut-être en ligne ; regardez avant de relancer',
    en: 'It may be live; look before you try again',
  },
  owner_leaving: {
    fr: 'Le compte de son propriétaire est désactivé ou va être supprimé',
    en: 'The account of its owner is deactivated or about to be deleted',
  },
  platform_unavailable: {
    fr: 'La plateforme est en panne ou ne répond pas',
    en: 'The platform is out of order or does not answer',
  },
  post_rejected: { fr: 'Refusée par un relecteur', en: 'Rejected by a reviewer' },
  quota_exhausted: {
    fr: 'La plateforme ne prend plus rien pour l’instant',
    en: 'The platform takes nothing more for now',
  },
  rate_limited: { fr: 'La plateforme demande d’attendre', en: 'The platform asks to wait' },
  scope_missing: {
    fr: 'Il manque une permission : le compte doit être reconnecté',
    en: 'A permission is missing: the account has to be connected again',
  },
  too_late: {
    fr: 'Plus d’un jour de retard : rien n’est publié',
    en: 'More than a day late: nothing is published',
  },
  unknown_platform: { fr: 'La plateforme n’est plus là', en: 'The platform is not here any more' },
};

const other: Words = {
  fr: 'La plateforme ne l’a pas acceptée',
  en: 'The platform did not take it',
};

/** The title of a reason. */
export function postErrorTitle(code: string, language: Language): string {
  return (titles[code] ?? other)[language];
}

const slotFaults: Readonly<Record<string, Words>> = {
  no_image: {
    fr: 'aucune image validée qui n’ait déjà servi',
    en: 'there is no validated picture that was not used yet',
  },
  no_account: { fr: 'aucun compte connecté', en: 'no account is connected' },
  missed: { fr: 'Relais était arrêté', en: 'Relais was not running' },
};

const otherFault: Words = {
  fr: 'les plateformes n’acceptent pas cette publication',
  en: 'the platforms do not take such a post',
};

/** Why a time of a schedule passed without a post. */
export function slotFaultTitle(code: string, language: Language): string {
  return (slotFaults[code] ?? otherFault)[language];
}
