/** The languages of the page behind a review link. */
export type PageLanguage = 'fr' | 'en';

/** What the page says. */
export interface PageWords {
  title: string;
  kinds: Record<string, string>;
  asked_by: string;
  /** Before the time of a post, and where it has none. */
  due: string;
  no_time: string;
  leads_to: string;
  until: string;
  note: string;
  note_hint: string;
  approve: string;
  reject: string;
  decided: Record<'approve' | 'reject', string>;
  /** When more people have to agree. */
  not_last: string;
  thanks: string;
  impossible: string;
  /** Why, and what to do now, by the code of the problem; the contract's title where one is missing. */
  problems: Record<string, string>;
  yes: string;
  no: string;
  other_language: string;
  /** Names of what a machine or an author proposes; one that is missing is shown as the contract calls it. */
  names: Record<string, string>;
}

const fr: PageWords = {
  title: 'Votre décision',
  kinds: {
    classification_image: 'Classe d’une image',
    studio_image: 'Image à publier',
    post: 'Publication à approuver',
  },
  asked_by: 'Demandé par',
  due: 'À paraître le',
  no_time: 'La date n’est pas encore fixée.',
  leads_to: 'Lien :',
  until: 'À décider avant le',
  note: 'Remarque (facultative)',
  note_hint: 'Ce que l’auteur devrait savoir',
  approve: 'Approuver',
  reject: 'Refuser',
  decided: { approve: 'Vous avez approuvé.', reject: 'Vous avez refusé.' },
  not_last: 'D’autres personnes doivent encore se prononcer.',
  thanks: 'Merci, votre décision est enregistrée. Vous pouvez fermer cette page.',
  impossible: 'Rien à décider ici',
  problems: {
    review_link_invalid:
      'Ce lien n’existe pas, ou il n’est pas entier. Ouvrez-le tel qu’il vous a été envoyé.',
    review_link_expired:
      'Ce lien n’est plus valable. Demandez-en un autre à la personne qui vous l’a envoyé.',
    review_link_used: 'La décision est déjà prise avec ce lien. Vous n’avez plus rien à faire.',
    review_closed: 'La décision est déjà prise, ou n’est plus demandée. Vous n’avez rien à faire.',
    review_stale:
      'Le contenu a changé depuis l’envoi de ce lien. Demandez-en un autre à la personne qui vous l’a envoyé.',
    validation_failed: 'Votre réponse n’a pas été comprise. Revenez en arrière et recommencez.',
  },
  yes: 'oui',
  no: 'non',
  other_language: 'English',
  names: {
    alt_text: 'Description de l’image',
    confidence: 'Certitude',
    edits: 'Retouches',
    label: 'Classe proposée',
    model: 'Modèle',
    model_version: 'Version du modèle',
    negative_prompt: 'À éviter',
    outcome: 'Résultat',
    probabilities: 'Probabilités',
    prompt: 'Demande',
    provider: 'Fournisseur',
    style: 'Style',
  },
};

const en: PageWords = {
  title: 'Your decision',
  kinds: {
    classification_image: 'Class of a picture',
    studio_image: 'Picture to be published',
    post: 'Post to be approved',
  },
  asked_by: 'Asked by',
  due: 'To be published on',
  no_time: 'It has no date yet.',
  leads_to: 'Link:',
  until: 'To be decided by',
  note: 'Note (optional)',
  note_hint: 'What its author should know',
  approve: 'Approve',
  reject: 'Reject',
  decided: { approve: 'You approved.', reject: 'You rejected.' },
  not_last: 'Others still have to say what they think.',
  thanks: 'Thank you, your decision is kept. You may close this page.',
  impossible: 'Nothing to decide here',
  problems: {
    review_link_invalid:
      'There is no such link, or a part of it is missing. Open it as it was sent to you.',
    review_link_expired: 'This link works no more. Ask the person who sent it for another.',
    review_link_used: 'This link has decided already. There is nothing left for you to do.',
    review_closed: 'It is decided already, or no longer asked. There is nothing for you to do.',
    review_stale:
      'The content has changed since this link was sent. Ask the person who sent it for another.',
    validation_failed: 'Your answer was not understood. Go back and try again.',
  },
  yes: 'yes',
  no: 'no',
  other_language: 'Français',
  names: {
    alt_text: 'Description of the picture',
    confidence: 'Confidence',
    edits: 'Edits',
    label: 'Proposed class',
    model: 'Model',
    model_version: 'Version of the model',
    negative_prompt: 'To be avoided',
    outcome: 'Outcome',
    probabilities: 'Probabilities',
    prompt: 'Prompt',
    provider: 'Provider',
    style: 'Style',
  },
};

export const pageWords: Record<PageLanguage, PageWords> = { fr, en };
