import { graphVersion } from '../graph-version';

/** Where the platform answers. */
export interface Addresses {
  /** Where people are asked. */
  dialog: string;
  api: string;
}

/** The platform's own addresses, or those below the one that the settings name. */
export function addressesOf(apiUrl: string | null): Addresses {
  return {
    dialog: `${apiUrl ?? 'https://www.facebook.com'}/${graphVersion}/dialog/oauth`,
    api: `${apiUrl ?? 'https://graph.facebook.com'}/${graphVersion}`,
  };
}
