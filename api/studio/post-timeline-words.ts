// The words of a post's timeline.
import type { Language, Words } from '../../foundation/language';
import type { NextPart } from '../../models/studio/plan-publishing';
import type { PostStatus } from '../../models/studio/post';

const happened = {
  created: { fr: 'La publication est enregistrée.', en: 'The post was written down.' },
  approval_asked: { fr: 'Une approbation est demandée.', en: 'Somebody was asked to agree.' },
  approved: { fr: 'Elle est approuvée.', en: 'It was approved.' },
  rejected: { fr: 'Elle est refusée.', en: 'It was rejected.' },
  attempt_started: { fr: 'La plateforme est appelée.', en: 'The platform was called.' },
  attempt_asked: {
    fr: 'La plateforme est interrogée sur ce qu’elle a reçu.',
    en: 'The platform was asked what it has got.',
  },
  attempt_live: { fr: 'Elle est en ligne.', en: 'It is live.' },
  attempt_failed: { fr: 'Elle n’est pas publiée.', en: 'It was not published.' },
  attempt_unconfirmed: {
    fr: 'Personne n’a pu dire si elle est en ligne.',
    en: 'Nobody could say whether it is live.',
  },
  removed: { fr: 'Elle n’est plus en ligne.', en: 'It was deleted there.' },
} satisfies Record<string, Words>;

export type TimelineCode = keyof typeof happened;

/** What happened, with the reason where there is one. */
export function say(code: TimelineCode, language: Language, reason?: string): string {
  return sentences(happened[code][language], reason);
}

const waits: Record<PostStatus, Words> = {
  draft: {
    fr: 'C’est un brouillon : rien ne se passe sans vous.',
    en: 'It is a draft: nothing happens without you.',
  },
  scheduled: { fr: 'Elle attend son heure.', en: 'It waits for its time.' },
  publishing: {
    fr: 'La plateforme a été appelée ; on attend de savoir ce qu’elle en a fait.',
    en: 'The platform was called; it is not known yet what came of it.',
  },
  posted: { fr: 'Elle est en ligne.', en: 'It is live.' },
  failed: { fr: 'Elle n’est pas publiée.', en: 'It was not published.' },
  unconfirmed: {
    fr: 'Regardez sur la plateforme, puis relancez ou supprimez.',
    en: 'Look at the platform, then try again or delete.',
  },
  cancelled: { fr: 'Elle est annulée.', en: 'It is cancelled.' },
};

const beingRemoved: Words = {
  fr: 'Elle va être supprimée de la plateforme.',
  en: 'It is about to be deleted there.',
};
/** It is due, and something else is in its way. */
const held: Words = { fr: 'Elle attend.', en: 'It waits.' };
const unapproved: Words = {
  fr: 'Elle attend une approbation et son heure.',
  en: 'It waits for an approval and for its time.',
};

/** What a target waits for, with the reason where there is one. */
export function sayWait(
  target: { status: PostStatus; part: NextPart['part'] | null; isUnapproved: boolean },
  language: Language,
  reason?: string,
): string {
  const words = wordsOf(target, reason !== undefined)[language];
  return sentences(words, reason);
}

function sentences(words: string, reason: string | undefined): string {
  return reason === undefined ? words : `${words} ${reason}.`;
}

function wordsOf(
  { status, part, isUnapproved }: Parameters<typeof sayWait>[0],
  isHeld: boolean,
): Words {
  if (part === 'remove') return beingRemoved;
  if (status !== 'scheduled') return waits[status];
  if (isUnapproved) return unapproved;
  return isHeld ? held : waits.scheduled;
}
