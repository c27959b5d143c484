import type { ModelObject } from 'objection';
import type { AccountExport as AccountExportRow } from '../../models/identity/account-export';
import type { SignedInUser } from '../../models/identity/signed-in-user';
import type { AccountExport, AccountExportLink } from '../../openapi/generated/types';
import type { Services } from '../services';

/** How long the address of an archive works, in seconds. */
const expiresIn = 600;
const media_type = 'application/zip';

type Row = ModelObject<AccountExportRow>;

/** A copy of an account as the contract shows it. */
export function exportView(row: Row): AccountExport {
  const { id, state, size, rows, files } = row;
  return {
    ...{ id, state, size, rows, files, created_at: row.created_at.toISOString() },
    finished_at: row.finished_at && row.finished_at.toISOString(),
    expires_at: row.expires_at && row.expires_at.toISOString(),
  };
}

/** Where the archive of a copy that is ready can be fetched. */
export async function exportLinkView(
  { objectStore, clock }: Pick<Services, 'objectStore' | 'clock'>,
  { object_key, size, created_at }: Row,
  { username }: SignedInUser,
): Promise<AccountExportLink> {
  const filename = `relais-${username}-${created_at.toISOString().slice(0, 10)}.zip`;
  const link = { expiresIn, contentType: media_type, filename };
  return {
    ...{ url: await objectStore.signedGetUrl(object_key, link), filename, media_type },
    ...{ size: size ?? 0 },
    expires_at: new Date(clock.now().getTime() + expiresIn * 1000).toISOString(),
  };
}
