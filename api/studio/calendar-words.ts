import type { Language, Words } from '../../foundation/language';
import type { PostStatus } from '../../models/studio/post';

const words: Record<PostStatus, Words> = {
  draft: { fr: 'Brouillon', en: 'Draft' },
  scheduled: { fr: 'Planifiée', en: 'Scheduled' },
  publishing: { fr: 'En cours de publication', en: 'Being published' },
  posted: { fr: 'Publiée', en: 'Published' },
  failed: { fr: 'Échouée', en: 'Failed' },
  unconfirmed: {
    fr: 'À vérifier : personne ne sait si elle est en ligne',
    en: 'To be looked at: nobody knows whether it is live',
  },
  cancelled: { fr: 'Annulée', en: 'Cancelled' },
};

/** The status of a post for people. */
export function sayStatus(status: PostStatus, language: Language): string {
  return words[status][language];
}
