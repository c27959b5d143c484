// What the templates show, by kind. All values are plain text on one line, already written for a reader; amounts and
// dates come as numbers and instants, and the template writes them in the reader's language and zone.
/** What every mail may name. */
interface Addressed {
  /** First name, or the username where none is known. */
  name: string;
}

interface Money {
  /** In the smallest unit of the currency, such as cents. */
  amount: number;
  /** ISO 4217, such as EUR. */
  currency: string;
}

/** An instant that is shown in a zone. */
interface Timed {
  at: Date;
  /** IANA zone of the reader. */
  timezone: string;
}

/** What happened to an account, for `security-alert`. */
export type SecurityEvent =
  | 'token_reuse'
  | 'password_changed'
  | 'password_reset'
  | 'email_changed'
  | 'mfa_enabled'
  | 'mfa_disabled'
  | 'recovery_codes_replaced'
  | 'recovery_code_used'
  | 'codes_guessed'
  | 'api_key_created'
  | 'erasure_requested'
  | 'erasure_cancelled'
  | 'erasure_by_admin'
  | 'erasure_cancelled_by_admin'
  | 'mfa_removed_by_admin'
  | 'account_locked'
  | 'address_claimed'
  | 'new_device';

export interface MailData {
  welcome: Addressed & { username: string; url: string };
  otp: Addressed & { code: string; minutes: number; url: string };
  'password-reset': Addressed & { url: string; minutes: number };
  'subscription-confirmation': Addressed & Money & { plan: string; renews: Timed; url: string };
  'subscription-renewal': Addressed & Money & { plan: string; renews: Timed; url: string };
  'subscription-expired': Addressed & { plan: string; ended: Timed; url: string };
  'maintenance-reminder': Addressed & {
    service: string;
    vehicle: string;
    due: Timed;
    /** Kilometres; 0 where only the date counts. */
    due_mileage: number;
    url: string;
  };
  'batch-finished': Addressed & {
    batch: string;
    outcome: 'finished' | 'cancelled' | 'failed';
    total: number;
    succeeded: number;
    failed: number;
    cancelled: number;
    url: string;
  };
  'review-request': Addressed & {
    subject: string;
    due: Timed | null;
    url: string;
  };
  'post-failed': Addressed & { post: string; platform: string; reason: string; url: string };
  'security-alert': Addressed & {
    event: SecurityEvent;
    when: Timed;
    device: string;
    ip: string;
    url: string;
  };
  'deletion-receipt': Addressed & { requested: Timed; erased: Timed; receipt: string };
  'export-ready': Addressed & { url: string; until: Timed };
  'webhook-disabled': Addressed & { endpoint: string; failures: number; url: string };
  'account-disconnected': Addressed & { platform: string; account: string; url: string };
  'share-invitation': Addressed & { inviter: string; subject: string; until: Timed; url: string };
  'payment-failed': Addressed & Money & { plan: string; next_try: Timed | null; url: string };
  'trial-ending': Addressed & Money & { plan: string; ends: Timed; url: string };
  notice: Addressed & { title: string; message: string; url: string };
  digest: Addressed & {
    /** How many notices there are; the first of them are listed. */
    total: number;
    notices: { title: string; message: string }[];
    url: string;
  };
}
