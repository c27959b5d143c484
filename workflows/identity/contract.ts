// The words by which others speak to the workflows of this domain.

export interface ExportAccountInput {
  export_id: string;
}

/** The id of the workflow that builds a copy of an account. */
export function exportWorkflowId(exportId: string): string {
  return `export:${exportId}`;
}

/** What `exportAccount` needs done; each of these may be repeated. */
export interface ExportActivities {
  /**
   * Builds the archive, unless it is there already, and tells its owner.
   * @returns the ISO 8601 instant at which it is to be deleted; null when there is nothing to keep
   */
  buildExport(input: ExportAccountInput & { now: string }): Promise<string | null>;
  /** Deletes the archive. */
  expireExport(input: ExportAccountInput): Promise<void>;
}

export interface DeleteAccountInput {
  erasure_id: string;
}

/** The id of the workflow that erases an account. */
export function erasureWorkflowId(erasureId: string): string {
  return `erasure:${erasureId}`;
}

/** A part of an erasure, in the order in which they come. */
export type ErasurePart = 'stop' | 'erase' | 'close' | 'sweep';

/** What is next: a part to be done, or an ISO 8601 instant to wait for; null when nothing is left to do. */
export type ErasureStep = { part: ErasurePart } | { until: string } | null;

type ErasureWork = (input: DeleteAccountInput & { now: string }) => Promise<void>;

/** What `deleteAccount` needs done; each of these may be repeated. */
export interface ErasureActivities {
  /** Reads what is next. Once the time of grace is over nobody can sign in any more, and work that runs is cancelled. */
  nextErasureStep(input: DeleteAccountInput & { now: string }): Promise<ErasureStep>;
  /** Ends the workflows that have not ended by themselves. */
  stopAccountWork: ErasureWork;
  /** Deletes objects and rows, and has the receipt sent. */
  eraseAccountData: ErasureWork;
  /** Deletes the account itself, once the receipt has left. */
  closeAccount: ErasureWork;
  /** Deletes what came in by links that were made before, and what Temporal remembers. */
  sweepAccount: ErasureWork;
}
