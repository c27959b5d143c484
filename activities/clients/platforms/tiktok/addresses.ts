/** Where the platform answers. */
export interface Addresses {
  /** For people. */
  site: string;
  api: string;
}

/** The platform's own addresses, or those below the one that the settings name. */
export function addressesOf(apiUrl: string | null): Addresses {
  const site = apiUrl ?? 'https://www.tiktok.com';
  return { site, api: apiUrl ?? 'https://open.tiktokapis.com' };
}
