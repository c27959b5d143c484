// The registry of owned data: each table with rows of users names how they are exported and how they are erased. A test
// compares it with the database, so a new table cannot escape it. Children stand before their parents.
import { atTheEnd, deletion, kept, type OwnedTable, rows, withheld } from './owned-table';

const own = { owner: 'owner_id', key: ['id'] } satisfies Partial<OwnedTable>;
const ownAlone = { owner: 'owner_id', key: ['owner_id'] } satisfies Partial<OwnedTable>;

export const ownedTables: readonly OwnedTable[] = [
  // Messaging
  { table: 'webhook_attempts', ...own, exporter: rows(), eraser: deletion },
  { table: 'webhook_deliveries', ...own, exporter: rows(), eraser: deletion },
  {
    ...{ table: 'webhook_endpoints', ...own },
    ...{ exporter: rows('secret', 'previous_secret'), eraser: deletion },
  },
  { table: 'notifications', ...own, exporter: rows(), eraser: deletion },
  { table: 'user_settings', ...ownAlone, exporter: rows(), eraser: deletion },
  { table: 'mails', ...own, exporter: rows('claim'), eraser: deletion },
  {
    ...{ table: 'events', owner: 'owner_id', key: ['owner_id', 'seq'] },
    ...{ exporter: rows(), eraser: deletion },
  },
  {
    ...{ table: 'event_counters', ...ownAlone, eraser: deletion },
    exporter: withheld('the number of the newest event, which the events say too'),
  },
  // Studio
  { table: 'post_metrics', ...own, exporter: rows(), eraser: deletion },
  { table: 'publish_attempts', ...own, exporter: rows(), eraser: deletion },
  { table: 'post_targets', ...own, exporter: rows('claim'), eraser: deletion },
  {
    ...{ table: 'post_media', key: ['post_id', 'position'] },
    ...{ owner: { column: 'post_id', parent: 'posts' }, exporter: rows(), eraser: deletion },
  },
  { table: 'posts', ...own, exporter: rows(), eraser: deletion },
  { table: 'posting_schedules', ...own, exporter: rows(), eraser: deletion },
  { table: 'post_templates', ...own, exporter: rows(), eraser: deletion },
  { table: 'calendar_feeds', ...ownAlone, exporter: rows('token_hash'), eraser: deletion },
  {
    ...{ table: 'account_connections', ...own, eraser: deletion },
    exporter: withheld('connections that are being made, for minutes'),
  },
  {
    ...{ table: 'social_accounts', ...own },
    ...{ exporter: rows('access_token', 'refresh_token', 'details'), eraser: deletion },
  },
  { table: 'studio_image_attempts', ...own, exporter: rows('claim'), eraser: deletion },
  { table: 'studio_image_tags', ...own, exporter: rows(), eraser: deletion },
  {
    ...{ table: 'studio_images', ...own, exporter: rows(), eraser: deletion },
    files: { key: 'object_key', name: 'object_key' },
  },
  // Classification
  {
    ...{ table: 'classification_shadow_results', key: ['shadow_run_id', 'position'] },
    owner: { column: 'shadow_run_id', parent: 'classification_shadow_runs' },
    exporter: withheld('answers about pictures of anybody, until they are compared'),
    eraser: deletion,
  },
  { table: 'classification_shadow_runs', ...own, exporter: rows(), eraser: deletion },
  { table: 'review_votes', ...own, exporter: rows(), eraser: deletion },
  { table: 'reviews', ...own, exporter: rows(), eraser: deletion },
  {
    ...{ table: 'classification_images', ...own, exporter: rows(), eraser: deletion },
    files: { key: 'object_key', name: 'filename' },
  },
  {
    ...{ table: 'classification_uploads', ...own, exporter: rows(), eraser: deletion },
    // What a batch took is the file of a picture.
    files: { key: 'object_key', name: 'filename', unless: 'batch_id' },
  },
  {
    ...{ table: 'usage_counters', owner: 'owner_id', key: ['owner_id', 'feature', 'period_since'] },
    ...{ exporter: rows(), eraser: deletion },
  },
  // Operations. Items and runs are found by their batch: an index by owner would cost each insert of the hot path.
  {
    ...{ table: 'batch_items', key: ['id'], owner: { column: 'batch_id', parent: 'batches' } },
    ...{ exporter: rows(), eraser: deletion },
  },
  {
    ...{ table: 'batch_runs', key: ['id'], owner: { column: 'batch_id', parent: 'batches' } },
    ...{ exporter: rows(), eraser: deletion },
  },
  { table: 'batches', ...own, exporter: rows(), eraser: deletion },
  {
    ...{ table: 'idempotency_keys', owner: 'owner_id', key: ['owner_id', 'operation_id', 'key'] },
    exporter: withheld('answers that were given already, kept for a day'),
    eraser: deletion,
  },
  {
    ...{ table: 'workflow_commands', ...own },
    exporter: withheld('wishes in transit, for seconds, made of ids'),
    eraser: deletion,
  },
  {
    ...{ table: 'audit_entries', ...own, exporter: rows() },
    eraser: kept('who did what must stay known; where from, and what was written, goes', {
      changes: {},
    }),
  },
  // Identity
  { table: 'account_exports', ...own, exporter: rows(), eraser: deletion },
  {
    ...{ table: 'account_erasures', ...own, exporter: rows() },
    eraser: kept('the proof of the erasure, made of instants and the id of nobody'),
  },
  {
    ...{ table: 'one_time_codes', ...own, eraser: deletion },
    exporter: withheld('proofs of an address that are under way, for minutes'),
  },
  { table: 'api_keys', ...own, exporter: rows('secret_hash'), eraser: deletion },
  { table: 'recovery_codes', ...own, exporter: rows('code_hash'), eraser: deletion },
  { table: 'second_factors', ...own, exporter: rows('secret', 'last_step'), eraser: deletion },
  {
    ...{ table: 'user_profiles', ...ownAlone, exporter: rows(), eraser: deletion },
    files: { key: 'avatar_key', name: 'avatar_key' },
  },
  { table: 'sessions', ...own, exporter: rows('generation'), eraser: deletion },
  {
    ...{ table: 'user_roles', owner: 'user_id', key: ['user_id', 'role_id'] },
    ...{ exporter: rows(), eraser: deletion },
  },
  {
    ...{ table: 'users', owner: 'id', key: ['id'], exporter: rows('password_hash') },
    eraser: atTheEnd('the receipt goes to its address'),
  },
];

/** Columns that hold the id of a user without owning the row, and what they are once that user is gone. */
export const idsWithoutOwner: Readonly<Record<string, string>> = {
  'audit_entries.actor_id': 'the id of nobody: who acted stays told apart, and is not known',
  'classification_model_activations.actor_id': 'the id of nobody',
};

/** Objects of users lie below `<prefix>/<owner id>/`, and go with the account. */
export const ownedPrefixes = [
  ...['archives', 'avatars', 'exports', 'images', 'imports', 'studio', 'thumbnails', 'uploads'],
] as const;
