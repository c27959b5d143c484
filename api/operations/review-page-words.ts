/** The languages of the page behind a review link. */
export type PageLanguage = 'fr' | 'en';

/** What the page says. */
export interface PageWords {
  title: string;
  kinds: Record<string, string>;
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
    post: 'Publication',
  },
  until: 'À décider avant le',
  note: 'Remarque (facultative)',
  note_hint: 'Ce que l’auteur devrait savoir',
  approve: 'Approuver',
  reject: 'Refuser',
  decided: { approve: 'Vous avez approuvé.', reject: 'Vous avez refusé.' },
  not_last: 'D’autres personnes doivent encore se prononcer.',
  thanks: 'Merci, votre décision est enregistrée. Vous pouvez fermer cette page.',
  impossible: 'Rien à décider ici',
  yes: 'oui',
  no: 'non',
  other_language: 'English',
  names: {
    accounts: 'Comptes',
    alt_text: 'Description de l’image',
    caption: 'Légende',
    confidence: 'Certitude',
    edits: 'Retouches',
    hashtags: 'Mots-dièse',
    images: 'Images',
    label: 'Classe proposée',
    link: 'Lien',
    model: 'Modèle',
    model_version: 'Version du modèle',
    negative_prompt: 'À éviter',
    options: 'Réglages',
    outcome: 'Résultat',
    platform: 'Plateforme',
    probabilities: 'Probabilités',
    prompt: 'Demande',
    provider: 'Fournisseur',
    scheduled_time: 'Date prévue',
    style: 'Style',
    text: 'Texte',
    texts: 'Textes',
    timezone: 'Fuseau horaire',
    username: 'Compte',
  },
};

const en: PageWords = {
  title: 'Your decision',
  kinds: {
    classification_image: 'Class of a picture',
    studio_image: 'Picture to be published',
    post: 'Post',
  },
  until: 'To be decided by',
  note: 'Note (optional)',
  note_hint: 'What its author should know',
  approve: 'Approve',
  reject: 'Reject',
  decided: { approve: 'You approved.', reject: 'You rejected.' },
  not_last: 'Others still have to say what they think.',
  thanks: 'Thank you, your decision is kept. You may close this page.',
  impossible: 'Nothing to decide here',
  yes: 'yes',
  no: 'no',
  other_language: 'Français',
  names: {
    accounts: 'Accounts',
    alt_text: 'Description of the picture',
    caption: 'Caption',
    confidence: 'Confidence',
    edits: 'Edits',
    hashtags: 'Hashtags',
    images: 'Pictures',
    label: 'Proposed class',
    link: 'Link',
    model: 'Model',
    model_version: 'Version of the model',
    negative_prompt: 'To be avoided',
    options: 'Options',
    outcome: 'Outcome',
    platform: 'Platform',
    probabilities: 'Probabilities',
    prompt: 'Prompt',
    provider: 'Provider',
    scheduled_time: 'Scheduled for',
    style: 'Style',
    text: 'Text',
    texts: 'Texts',
    timezone: 'Time zone',
    username: 'Account',
  },
};

export const pageWords: Record<PageLanguage, PageWords> = { fr, en };
