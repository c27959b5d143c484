// Which events deserve a notice, and what it says: one table, complete by its type. An event that its owner caused a
// moment ago, or that comes once per picture, deserves none; the log and the socket tell of it anyway.
import type { Language } from '../../foundation/language';
import { postErrorTitle, slotFaultTitle } from '../studio/post-problem-words';
import type { EventType } from './event';
import type { MailKind } from './mail-kind';
import type { NotificationType } from './notification';

interface NoticeText {
  title: string;
  message: string;
}

/** What becomes of an event. In texts and links `{name}` stands for a fact of the event, `{id}` for its subject. */
export interface EventNotice {
  notification_type: NotificationType;
  fr: NoticeText;
  en: NoticeText;
  link: string;
  /** The mail that tells of it, about the same subject; a plain mail with the notice's own words otherwise. */
  mail?: MailKind;
  /** One unread notice stands for all of its kind: these come by the dozen. */
  grouped?: true;
  /** The fact that says who did it: they need not be told. */
  actor?: string;
  /** The fact that is a code, and what people read instead. */
  words?: { of: string; say: (code: string, language: Language) => string };
}

const batchLink = '/api/classification/batches/{id}';
const reviewLink = '/api/reviews/{id}';
const postLink = '/api/scheduler/posts/{id}';
const modelLink = '/api/classification/models/{model_version}';

export const eventNotices: Record<EventType, EventNotice | null> = {
  'batch.created': null,
  'batch.running': null,
  'batch.paused': null,
  'batch.resumed': null,
  'batch.retried': null,
  'batch.finished': {
    notification_type: 'batch_finished',
    fr: {
      title: 'Lot terminé',
      message: 'Images classées : {succeeded} sur {total}. Illisibles : {failed}.',
    },
    en: {
      title: 'Batch finished',
      message: 'Pictures classified: {succeeded} of {total}. Could not be read: {failed}.',
    },
    link: batchLink,
    mail: 'batch-finished',
  },
  'batch.failed': {
    notification_type: 'batch_failed',
    fr: {
      title: 'Lot interrompu',
      message: 'Le lot s’est arrêté de lui-même. Images classées : {succeeded} sur {total}.',
    },
    en: {
      title: 'Batch stopped',
      message: 'The batch stopped by itself. Pictures classified: {succeeded} of {total}.',
    },
    link: batchLink,
    mail: 'batch-finished',
  },
  'batch.cancelled': {
    notification_type: 'batch_cancelled',
    fr: {
      title: 'Lot annulé',
      message: 'Images classées avant l’arrêt : {succeeded} sur {total}.',
    },
    en: {
      title: 'Batch cancelled',
      message: 'Pictures classified before it stopped: {succeeded} of {total}.',
    },
    link: batchLink,
    mail: 'batch-finished',
  },
  'image.classified': null,
  'image.failed': null,
  'image.deleted': null,
  'image.reviewed': null,
  // Decisions on pictures of the studio are told as decisions.
  'studio_image.validated': null,
  'studio_image.rejected': null,
  'studio_image.updated': null,
  'studio_image.deleted': null,
  'review.opened': {
    notification_type: 'review_requested',
    fr: { title: 'Votre avis est demandé', message: 'Une décision vous attend.' },
    en: { title: 'Your opinion is asked for', message: 'A decision waits for you.' },
    link: reviewLink,
    mail: 'review-request',
    grouped: true,
  },
  'review.decided': {
    notification_type: 'review_decided',
    fr: { title: 'Décision prise', message: 'Ce qui attendait une décision en a une.' },
    en: { title: 'Decision made', message: 'What waited for a decision has one.' },
    link: reviewLink,
    grouped: true,
    actor: 'decided_by',
  },
  'review.reminded': {
    notification_type: 'review_reminder',
    fr: { title: 'Décision en attente', message: 'Personne n’a encore décidé.' },
    en: { title: 'Decision still open', message: 'Nobody has decided yet.' },
    link: reviewLink,
    grouped: true,
  },
  'review.escalated': {
    notification_type: 'review_escalated',
    fr: {
      title: 'Décision en retard',
      message: 'Personne n’a décidé à temps ; tous les relecteurs sont prévenus.',
    },
    en: {
      title: 'Decision overdue',
      message: 'Nobody has decided in time; every reviewer is told.',
    },
    link: reviewLink,
    grouped: true,
  },
  'review.expired': {
    notification_type: 'review_expired',
    fr: { title: 'Décision expirée', message: 'L’échéance est passée sans décision.' },
    en: { title: 'Decision expired', message: 'It was due, and nobody had decided.' },
    link: reviewLink,
    grouped: true,
  },
  'model.ready': {
    notification_type: 'model_ready',
    fr: { title: 'Modèle prêt', message: 'La version {model_version} peut être activée.' },
    en: { title: 'Model ready', message: 'Version {model_version} may be activated.' },
    link: modelLink,
  },
  'model.refused': {
    notification_type: 'model_refused',
    fr: { title: 'Modèle refusé', message: 'La version {model_version} a été refusée : {code}.' },
    en: { title: 'Model refused', message: 'Version {model_version} was refused: {code}.' },
    link: modelLink,
  },
  'model.activated': {
    notification_type: 'model_activated',
    fr: { title: 'Modèle activé', message: 'La version {model_version} est en service.' },
    en: { title: 'Model activated', message: 'Version {model_version} is in use.' },
    link: modelLink,
  },
  'shadow_run.finished': {
    notification_type: 'shadow_run_finished',
    fr: {
      title: 'Essai terminé',
      message: 'Version {model_version} : images comparées : {total}.',
    },
    en: {
      title: 'Shadow run finished',
      message: 'Version {model_version}: pictures compared: {total}.',
    },
    link: `${modelLink}/shadow-runs/{id}`,
  },
  'shadow_run.cancelled': null,
  'shadow_run.failed': {
    notification_type: 'shadow_run_failed',
    fr: {
      title: 'Essai échoué',
      message: 'La version {model_version} n’a pas pu faire le travail.',
    },
    en: { title: 'Shadow run failed', message: 'Version {model_version} could not do the work.' },
    link: `${modelLink}/shadow-runs/{id}`,
  },
  'social_account.connected': null,
  // Its mail is sent whatever its owner chose: nothing is published there until somebody acts.
  'social_account.disconnected': {
    notification_type: 'account_disconnected',
    fr: {
      title: 'Compte déconnecté',
      message: 'La plateforme ({platform}) refuse l’accès ; les publications attendent.',
    },
    en: {
      title: 'Account disconnected',
      message: 'The platform ({platform}) refuses access; posts wait.',
    },
    link: '/api/scheduler/accounts/{id}',
  },
  'social_account.deleted': null,
  'studio_image.generated': null,
  'studio_image.failed': null,
  // What happens to an account is mailed at once, whatever its owner chose.
  'session.revoked': null,
  'api_key.created': null,
  'api_key.revoked': null,
  'user.updated': null,
  'user.email_verified': null,
  'user.password_changed': null,
  'user.profile_updated': null,
  'user.mfa_enabled': null,
  'user.mfa_disabled': null,
  'user.recovery_codes_changed': null,
  'user.export_ready': null,
  'user.erasure_requested': null,
  'user.erasure_cancelled': null,
  'webhook_endpoint.disabled': {
    notification_type: 'webhook_disabled',
    fr: {
      title: 'Webhook désactivé',
      message: 'Un point de terminaison n’a plus répondu ; plus rien ne lui est envoyé.',
    },
    en: {
      title: 'Webhook disabled',
      message: 'An endpoint stopped answering; nothing is sent to it any more.',
    },
    link: '/api/webhooks/endpoints/{id}',
  },
  'post.created': null,
  'post.updated': null,
  'post.cancelled': null,
  'post.deleted': null,
  'post.posted': null,
  'post.failed': {
    notification_type: 'post_failed',
    fr: { title: 'Publication échouée', message: 'Non publiée ({platform}) : {code}.' },
    en: { title: 'Post failed', message: 'Not published ({platform}): {code}.' },
    link: postLink,
    mail: 'post-failed',
    words: { of: 'code', say: postErrorTitle },
  },
  'post.unconfirmed': {
    notification_type: 'post_unconfirmed',
    fr: {
      title: 'Publication à vérifier',
      message: 'La plateforme ({platform}) n’a pas confirmé ; regardez avant de relancer.',
    },
    en: {
      title: 'Post to be looked at',
      message: 'The platform ({platform}) did not confirm; look there before you try again.',
    },
    link: postLink,
    mail: 'post-failed',
  },
  'post.withheld': {
    notification_type: 'post_withheld',
    fr: {
      title: 'Publication retenue',
      message: 'L’heure est venue sans approbation ; c’est un brouillon.',
    },
    en: {
      title: 'Post withheld',
      message: 'It was due without being approved; it is a draft now.',
    },
    link: postLink,
  },
  'post.removed': null,
  'post.removal_failed': {
    notification_type: 'post_removal_failed',
    fr: {
      title: 'Publication toujours en ligne',
      message: 'La plateforme ({platform}) ne l’a pas supprimée.',
    },
    en: {
      title: 'Post still live',
      message: 'The platform ({platform}) did not delete it.',
    },
    link: postLink,
  },
  // Notices and settings tell of themselves; a notice about a notice would never end.
  'notification.created': null,
  'notification.updated': null,
  'notification.deleted': null,
  'notification.all_read': null,
  'settings.updated': null,
  'post.measured': null,
  'schedule.slot_skipped': {
    notification_type: 'schedule_slot_skipped',
    fr: {
      title: 'Créneau sans publication',
      message: 'Une planification n’a rien publié à l’un de ses horaires : {reason}.',
    },
    en: {
      title: 'Slot without a post',
      message: 'A schedule posted nothing at one of its times: {reason}.',
    },
    link: '/api/scheduler/schedules/{id}',
    grouped: true,
    words: { of: 'reason', say: slotFaultTitle },
  },
};
