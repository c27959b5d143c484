import type { NotificationType } from './notification';

/** The ways on which notices of one kind reach their owner. */
export interface NoticeChannels {
  in_app: boolean;
  mail: boolean;
  socket: boolean;
  webhook: boolean;
}

/** What a user chose otherwise than the defaults. */
export type ChannelChoices = Partial<Record<NotificationType, Partial<NoticeChannels>>>;

const quietly: NoticeChannels = { in_app: true, mail: false, socket: true, webhook: true };
const alsoByMail: NoticeChannels = { ...quietly, mail: true };

/** Mails by default: what somebody waits for, what fails without a person, and what a person wrote. */
export const usualChannels: Record<NotificationType, NoticeChannels> = {
  batch_finished: alsoByMail,
  batch_failed: alsoByMail,
  batch_cancelled: quietly,
  review_requested: alsoByMail,
  review_reminder: alsoByMail,
  review_decided: quietly,
  review_escalated: alsoByMail,
  review_expired: quietly,
  model_ready: quietly,
  model_refused: quietly,
  model_activated: quietly,
  shadow_run_finished: quietly,
  shadow_run_failed: quietly,
  webhook_disabled: quietly,
  post_failed: alsoByMail,
  post_unconfirmed: alsoByMail,
  post_withheld: alsoByMail,
  schedule_slot_skipped: alsoByMail,
  post_removal_failed: alsoByMail,
  account_disconnected: quietly,
  message: alsoByMail,
  reminder: quietly,
  system: quietly,
};

/** The ways of one kind, as a user has them. */
export function channelsOf(choices: ChannelChoices, type: NotificationType): NoticeChannels {
  return { ...usualChannels[type], ...choices[type] };
}

/** The ways of every kind, as a user has them. */
export function allChannels(choices: ChannelChoices): Record<string, NoticeChannels> {
  const types = Object.keys(usualChannels) as NotificationType[];
  return Object.fromEntries(types.map((type) => [type, channelsOf(choices, type)]));
}

/** Choices with some of them changed. */
export function changeChoices(choices: ChannelChoices, changes: ChannelChoices): ChannelChoices {
  const changed = Object.entries(changes).map(([type, channels]) => {
    return [type, { ...choices[type as NotificationType], ...channels }];
  });
  return { ...choices, ...(Object.fromEntries(changed) as ChannelChoices) };
}
