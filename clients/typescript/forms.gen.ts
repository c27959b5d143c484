// Generated from the contract by scripts/generate; do not edit.
import { createBatch, schedulePosts, type Options } from './sdk.gen';
import type { CreateBatchData, ClassificationBatchUpload, SchedulePostsData, PostBulkUpload } from './types.gen';

/** Texts come before files: the server knows what is wanted before the first file arrives. */
const serializeForm = (body: unknown): FormData => {
  const form = new FormData();
  const parts = Object.entries(body as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined && one !== null)
      .map((one: unknown) => ({ name, one })),
  );
  for (const { name, one } of parts) {
    if (!(one instanceof Blob)) form.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  for (const { name, one } of parts) if (one instanceof Blob) form.append(name, one);
  return form;
};

/** `createBatch` with a form instead of JSON. */
export const createBatchForm = <ThrowOnError extends boolean = false>(
  options: Options<Omit<CreateBatchData, 'body'> & { body: ClassificationBatchUpload }, ThrowOnError>,
) =>
  createBatch<ThrowOnError>({
    ...options,
    bodySerializer: serializeForm,
    headers: { 'Content-Type': null, ...options.headers },
  } as unknown as Options<CreateBatchData, ThrowOnError>);

/** `schedulePosts` with a form instead of JSON. */
export const schedulePostsForm = <ThrowOnError extends boolean = false>(
  options: Options<Omit<SchedulePostsData, 'body'> & { body: PostBulkUpload }, ThrowOnError>,
) =>
  schedulePosts<ThrowOnError>({
    ...options,
    bodySerializer: serializeForm,
    headers: { 'Content-Type': null, ...options.headers },
  } as unknown as Options<SchedulePostsData, ThrowOnError>);
