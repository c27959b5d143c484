import {
  type ClassificationBatch,
  type ClassificationBatchItem,
  createBatchForm,
  getBatch,
  listBatchItems,
} from '../../../clients/typescript';
import type { Client } from '../../../clients/typescript/client';

/** Sends pictures as one batch. */
export async function startBatch(
  client: Client,
  images: File[],
  name = 'Orchard',
): Promise<ClassificationBatch> {
  const { data } = await createBatchForm({ client, body: { name, images }, throwOnError: true });
  return data;
}

export async function readBatch(client: Client, id: string): Promise<ClassificationBatch> {
  const { data } = await getBatch({ client, path: { id }, throwOnError: true });
  return data;
}

/** All items, over as many pages as it takes. */
export async function readItems(client: Client, id: string): Promise<ClassificationBatchItem[]> {
  const items: ClassificationBatchItem[] = [];
  let query: { limit: number; cursor?: string } = { limit: 100 };
  for (;;) {
    const { data } = await listBatchItems({ client, path: { id }, query, throwOnError: true });
    items.push(...data.results);
    if (data.next === null) return items;
    query = { ...query, cursor: new URL(data.next).searchParams.get('cursor') ?? '' };
  }
}

/** Adds up the parts of a count, all but its total. */
export function sumOf(counts: object): number {
  return Object.entries(counts)
    .filter(([name]) => name !== 'total')
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
