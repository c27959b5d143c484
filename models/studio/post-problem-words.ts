// Why a post is not published, or what it waits for, in words. Platforms have reasons of their own, which come as codes
// with a detail: for those that are not in the table, a title that fits all.
type Titles = Record<'fr' | 'en', string>;
export type Language = keyof Titles;

const titles: Readonly<Record<string, Titles>> = {
  absent: { fr: 'La plateforme ne l’a pas reçue', en: 'The platform did not get it' },
  account_disconnected: {
    fr: 'Le compte doit être reconnecté',
    en: 'The account has to be connected again',
  },
  account_removed: { fr: 'Le compte a été retiré', en: 'The account was removed' },
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
  post_rejected: { fr: 'Refusée par un relecteur', en: 'Rejected by a reviewer' },
  rate_limited: { fr: 'La plateforme demande d’attendre', en: 'The platform asks to wait' },
  too_late: {
    fr: 'Plus d’un jour de retard : rien n’est publié',
    en: 'More than a day late: nothing is published',
  },
  unknown_platform: { fr: 'La plateforme n’est plus là', en: 'The platform is not here any more' },
};

const other: Titles = {
  fr: 'La plateforme ne l’a pas acceptée',
  en: 'The platform did not take it',
};

/** The title of a reason. */
export function postErrorTitle(code: string, language: Language): string {
  return (titles[code] ?? other)[language];
}
