import type { Knex } from 'knex';

// Primitive 2. A review is one decision on one content hash; votes count only for the hash that they were given on.
// next_at is the next reminder, escalation or expiry; where it is set, a workflow waits for it. The range index over
// classified_at costs an insert next to nothing: batches write many rows.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    create table reviews (
      id uuid primary key,
      owner_id uuid not null references users (id) on delete cascade,
      kind text not null,
      subject_id uuid not null,
      content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
      state text not null default 'open'
        check (state in ('open', 'approved', 'rejected', 'withdrawn', 'expired')),
      needed integer not null default 1 check (needed between 1 and 20),
      reviewer_id uuid references users (id) on delete set null,
      due_at timestamptz,
      escalate_at timestamptz,
      escalated_at timestamptz,
      remind_after integer[] not null default '{}',
      reminders_sent integer not null default 0,
      next_at timestamptz,
      note text,
      version integer not null default 1,
      opened_at timestamptz not null default now(),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      closed_at timestamptz
    );
    create unique index reviews_open_key on reviews (kind, subject_id) where state = 'open';
    create index reviews_subject_idx on reviews (subject_id);
    create index reviews_owner_idx on reviews (owner_id, created_at, id);
    create index reviews_created_idx on reviews (created_at, id);
    create index reviews_state_idx on reviews (state, created_at, id);
    create index reviews_reviewer_idx on reviews (reviewer_id) where reviewer_id is not null;
    create index reviews_next_idx on reviews (next_at) where next_at is not null;

    create table review_votes (
      id uuid primary key,
      review_id uuid not null references reviews (id) on delete cascade,
      owner_id uuid not null references users (id) on delete cascade,
      reviewer_id uuid references users (id) on delete set null,
      content_hash text not null,
      decision text not null check (decision in ('approve', 'reject')),
      correction jsonb,
      note text,
      by_link boolean not null default false,
      created_at timestamptz not null default now(),
      unique (review_id, content_hash, reviewer_id)
    );
    create index review_votes_owner_idx on review_votes (owner_id);
    create index review_votes_reviewer_idx on review_votes (reviewer_id);

    alter table classification_images
      add column reviewed_label text,
      add column reviewed_by uuid references users (id) on delete set null,
      add column reviewed_at timestamptz;
    create index classification_images_reviewed_idx
      on classification_images (model_version, reviewed_at, id) where reviewed_at is not null;
    create index classification_images_reviewer_idx
      on classification_images (reviewed_by) where reviewed_by is not null;
    create index classification_images_classified_range_idx
      on classification_images using brin (classified_at);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    drop index classification_images_classified_range_idx;
    alter table classification_images
      drop column reviewed_label, drop column reviewed_by, drop column reviewed_at;
    drop table review_votes, reviews;
  `);
}
