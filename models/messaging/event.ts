import { BaseModel } from '../../foundation/base-model';

/** One numbered change of state, as its recipient (`owner_id`) reads it. */
export class Event extends BaseModel {
  static override readonly tableName = 'events';
  static override readonly idColumn = ['owner_id', 'seq'];

  declare owner_id: string;
  declare seq: number;
  declare type: EventType;
  declare subject_type: string;
  declare subject_id: string;
  declare data: Record<string, unknown>;
  declare created_at: Date;
}

/** The catalogue of events; `openapi/asyncapi.yaml` describes each. */
export type EventType =
  | 'batch.created'
  | 'batch.running'
  | 'batch.paused'
  | 'batch.resumed'
  | 'batch.cancelled'
  | 'batch.finished'
  | 'batch.failed'
  | 'batch.retried'
  | 'image.classified'
  | 'image.failed'
  | 'image.deleted'
  | 'image.reviewed'
  | 'studio_image.validated'
  | 'studio_image.rejected'
  | 'studio_image.updated'
  | 'studio_image.deleted'
  | 'review.opened'
  | 'review.decided'
  | 'review.reminded'
  | 'review.escalated'
  | 'review.expired'
  | 'model.ready'
  | 'model.refused'
  | 'model.activated'
  | 'shadow_run.finished'
  | 'shadow_run.cancelled'
  | 'shadow_run.failed'
  | 'studio_image.generated'
  | 'studio_image.failed'
  | 'session.revoked'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'user.updated'
  | 'user.email_verified'
  | 'user.password_changed'
  | 'user.profile_updated'
  | 'user.mfa_enabled'
  | 'user.mfa_disabled'
  | 'user.recovery_codes_changed'
  | 'user.export_ready'
  | 'user.erasure_requested'
  | 'user.erasure_cancelled'
  | 'notification.created'
  | 'notification.updated'
  | 'notification.deleted'
  | 'notification.all_read'
  | 'settings.updated'
  | 'social_account.connected'
  | 'social_account.disconnected'
  | 'social_account.deleted'
  | 'post.created'
  | 'post.updated'
  | 'post.cancelled'
  | 'post.deleted'
  | 'post.posted'
  | 'post.failed'
  | 'post.unconfirmed'
  | 'post.withheld'
  | 'post.removed'
  | 'post.removal_failed'
  | 'post.measured'
  | 'schedule.slot_skipped'
  | 'webhook_endpoint.disabled';
