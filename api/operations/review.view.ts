import type { ReviewVote as VoteRow } from '../../models/operations/review-vote';
import type { ReviewRow } from '../../models/operations/review.queries';
import type { Review, ReviewSubject, ReviewVote } from '../../openapi/generated/types';

/** A review as the contract shows it. */
export function reviewView(
  row: ReviewRow,
  { votes, subject }: { votes: VoteRow[]; subject: ReviewSubject | null },
): Review {
  return {
    id: row.id,
    owner_id: row.owner_id,
    kind: row.kind,
    subject_id: row.subject_id,
    subject,
    content_hash: row.content_hash,
    state: row.state,
    needed: row.needed,
    votes: votes.map(voteView),
    reviewer_id: row.reviewer_id,
    due_at: row.due_at?.toISOString() ?? null,
    escalate_at: row.escalate_at?.toISOString() ?? null,
    escalated_at: row.escalated_at?.toISOString() ?? null,
    remind_after: row.remind_after,
    reminders_sent: row.reminders_sent,
    note: row.note,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
  };
}

function voteView(row: VoteRow): ReviewVote {
  return {
    id: row.id,
    reviewer_id: row.reviewer_id,
    decision: row.decision,
    correction: row.correction,
    note: row.note,
    by_link: row.by_link,
    created_at: row.created_at.toISOString(),
  };
}
