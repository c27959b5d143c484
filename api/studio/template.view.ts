import type { TemplateRow } from '../../models/studio/post-template.queries';
import type { PostTemplate } from '../../openapi/generated/types';

/** A template as the contract shows it. */
export function templateView(row: TemplateRow): PostTemplate {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    caption: row.caption,
    hashtags: row.hashtags,
    variables: row.variables,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
