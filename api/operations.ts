// The one table of handlers. A line per resource; the compiler names the operation that has no handler, and the handler
// that has no operation. Modules of handlers export handlers only, each under its operationId.
import type { OperationId } from '../openapi/generated/operations';
import type { Contract } from './contract';
import * as classificationBatchActions from './classification/batch-actions';
import * as classificationBatchItems from './classification/batch-items';
import * as classificationBatchReport from './classification/batch-report';
import * as classificationBatches from './classification/batches';
import * as classificationImageReview from './classification/image-review';
import * as classificationImages from './classification/images';
import * as classificationModelActions from './classification/model-actions';
import * as classificationModels from './classification/models';
import * as classificationShadowRuns from './classification/shadow-runs';
import * as classificationStatistics from './classification/statistics';
import * as classificationUploads from './classification/uploads';
import * as identityAccountErasure from './identity/account-erasure';
import * as identityAccountExport from './identity/account-export';
import * as identityAliases from './identity/aliases';
import * as identityApiKeys from './identity/api-keys';
import * as identityMfa from './identity/mfa';
import * as identityPasswords from './identity/passwords';
import * as identityPermissions from './identity/permissions';
import * as identityProfile from './identity/profile';
import * as identityRoles from './identity/roles';
import * as identitySessions from './identity/sessions';
import * as identityUserRoles from './identity/user-roles';
import * as identityUsers from './identity/users';
import * as identityVerification from './identity/verification';
import * as messagingEvents from './messaging/events';
import * as messagingMailTemplates from './messaging/mail-templates';
import * as messagingMails from './messaging/mails';
import * as messagingNotifications from './messaging/notifications';
import * as messagingSettings from './messaging/settings';
import * as messagingWebhookDeliveries from './messaging/webhook-deliveries';
import * as messagingWebhookEndpointActions from './messaging/webhook-endpoint-actions';
import * as messagingWebhookEndpoints from './messaging/webhook-endpoints';
import type { Handler } from './operation';
import * as operationsAuditEntries from './operations/audit-entries';
import * as operationsHealth from './operations/health';
import * as operationsReviewLinks from './operations/review-links';
import * as operationsReviews from './operations/reviews';
import * as studioCalendar from './studio/calendar';
import * as studioGeneration from './studio/generation';
import * as studioImageEdits from './studio/image-edits';
import * as studioImageStatistics from './studio/image-statistics';
import * as studioImages from './studio/images';
import * as studioPostActions from './studio/post-actions';
import * as studioPosts from './studio/posts';
import * as studioSchedules from './studio/schedules';
import * as studioTemplates from './studio/templates';
import * as studioTags from './studio/tags';

import * as studioAnalytics from './studio/analytics';
import * as studioPostBulks from './studio/post-bulks';
import * as studioPreflight from './studio/preflight';
import * as studioAccounts from './studio/accounts';
import * as studioPlatforms from './studio/platforms';

export type OperationTable = { [K in OperationId]: Handler<K> };

export const operations = {
  ...classificationBatchActions,
  ...classificationBatchItems,
  ...classificationBatchReport,
  ...classificationBatches,
  ...classificationImageReview,
  ...classificationImages,
  ...classificationModelActions,
  ...classificationModels,
  ...classificationShadowRuns,
  ...classificationStatistics,
  ...classificationUploads,
  ...identityAccountErasure,
  ...identityAccountExport,
  ...identityAliases,
  ...identityApiKeys,
  ...identityMfa,
  ...identityPasswords,
  ...identityPermissions,
  ...identityProfile,
  ...identityRoles,
  ...identitySessions,
  ...identityUserRoles,
  ...identityUsers,
  ...identityVerification,
  ...messagingEvents,
  ...messagingMailTemplates,
  ...messagingMails,
  ...messagingNotifications,
  ...messagingSettings,
  ...messagingWebhookDeliveries,
  ...messagingWebhookEndpointActions,
  ...messagingWebhookEndpoints,
  ...operationsAuditEntries,
  ...operationsHealth,
  ...operationsReviewLinks,
  ...operationsReviews,
  ...studioCalendar,
  ...studioGeneration,
  ...studioImageEdits,
  ...studioImageStatistics,
  ...studioImages,
  ...studioSchedules,
  ...studioTemplates,
  ...studioTags,
  ...studioPostActions,
  ...studioPosts,
  ...studioAnalytics,
  ...studioPostBulks,
  ...studioPreflight,
  ...studioAccounts,
  ...studioPlatforms,
} satisfies OperationTable;

type Ghost = Exclude<keyof typeof operations, OperationId>;
type NoGhosts = [Ghost] extends [never] ? true : { 'handlers without an operation': Ghost };
const noGhosts: NoGhosts = true;

/** Throws unless table and contract name the same operations, each under its own name. */
export function assertComplete(
  table: Record<string, { operationId: string }>,
  contract: Contract,
): void {
  const wanted = new Set<string>(contract.operations.map(({ id }) => id));
  const missing = [...wanted].filter((id) => table[id]?.operationId !== id);
  const ghosts = Object.keys(table).filter((id) => !wanted.has(id));
  if (noGhosts && missing.length === 0 && ghosts.length === 0) return;
  throw new Error(
    `Handlers missing: ${missing.join(', ')}; without operation: ${ghosts.join(', ')}`,
  );
}
