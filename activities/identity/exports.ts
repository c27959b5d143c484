import type { Knex } from 'knex';
import { transaction } from '../../foundation/transaction';
import type { AccountExport } from '../../models/identity/account-export';
import { findKeptExport, markExpired, settleExport } from '../../models/identity/work-export';
import type { ExportActivities } from '../../workflows/identity/contract';
import type { ObjectStore } from '../clients/object-store';
import { createZipWriter } from '../clients/zip-writer';
import { withHeartbeat } from '../heartbeat';
import { type ExportContent, writeExport } from './write-export';

export interface ExportDependencies {
  database: Knex;
  objectStore: ObjectStore;
}

/** What `exportAccount` does. */
export function createExportActivities(dependencies: ExportDependencies): ExportActivities {
  const { database, objectStore } = dependencies;
  return {
    buildExport: ({ export_id, now }) =>
      withHeartbeat(async (signal) => {
        const kept = await findKeptExport(database, export_id);
        if (!kept) return null;
        if (kept.expires_at) return kept.expires_at.toISOString();
        const at = new Date(now);
        const built = await store(dependencies, kept, { now: at, signal });
        const expires = await transaction(database, (tx) => settleExport(tx, export_id, built, at));
        return expires && expires.toISOString();
      }),
    expireExport: async ({ export_id }) => {
      const kept = await findKeptExport(database, export_id);
      if (!kept) return;
      await objectStore.delete([kept.object_key]);
      await markExpired(database, export_id);
    },
  };
}

/** Writes the archive and stores it at the same time; when one of the two breaks, so does the other. */
async function store(
  { database, objectStore }: ExportDependencies,
  { owner_id, object_key }: AccountExport,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<ExportContent & { size: number }> {
  const zip = createZipWriter();
  const abort = (error: unknown): never => {
    zip.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  };
  signal.addEventListener('abort', () => zip.abort(new Error('cancelled')));
  const options = { contentType: 'application/zip' };
  const [content, stored] = await Promise.allSettled([
    writeExport({ database, objectStore, zip }, { owner_id, now }).catch(abort),
    objectStore.put(object_key, zip.output, options).catch(abort),
  ]);
  if (content.status === 'rejected') throw content.reason;
  if (stored.status === 'rejected') throw stored.reason;
  return { ...content.value, size: stored.value.size };
}
