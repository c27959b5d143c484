import type { ScheduleRow } from '../../models/studio/posting-schedule.queries';
import type { PostingSchedule } from '../../openapi/generated/types';

/** A schedule as the contract shows it. */
export function scheduleView(row: ScheduleRow): PostingSchedule {
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    is_active: row.is_active,
    recurrence: row.recurrence,
    times: row.times,
    timezone: row.timezone,
    starts_on: row.starts_on,
    ends_on: row.ends_on,
    blackouts: row.blackouts,
    accounts: row.accounts,
    platforms: row.platforms,
    image_tags: row.image_tags,
    caption: row.caption,
    hashtags: row.hashtags,
    template_id: row.template_id,
    variables: row.variables,
    approval: row.approval,
    next_slot_at: row.next_slot_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
