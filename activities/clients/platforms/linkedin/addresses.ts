/** Where the platform answers. */
export interface Addresses {
  /** For people, and for tokens. */
  site: string;
  api: string;
}

/** The platform's own addresses, or those below the one that the settings name. */
export function addressesOf(apiUrl: string | null): Addresses {
  return { site: apiUrl ?? 'https://www.linkedin.com', api: apiUrl ?? 'https://api.linkedin.com' };
}

/** https://learn.microsoft.com/linkedin/marketing/versioning: a version lives a year at least. */
const version = '202606';

/** What every call of the versioned interface carries. */
export const restHeaders = {
  'linkedin-version': version,
  'x-restli-protocol-version': '2.0.0',
};
