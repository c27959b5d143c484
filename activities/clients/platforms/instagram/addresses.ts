import { graphVersion } from '../graph-version';

/** Where the platform answers. */
export interface Addresses {
  /** For people. */
  site: string;
  /** Where codes are exchanged. */
  tokens: string;
  /** Where tokens are made new: without a version. */
  graph: string;
  /** Everything else. */
  api: string;
}

/** The platform's own addresses, or those below the one that the settings name. */
export function addressesOf(apiUrl: string | null): Addresses {
  const graph = apiUrl ?? 'https://graph.instagram.com';
  return {
    site: apiUrl ?? 'https://www.instagram.com',
    tokens: apiUrl ?? 'https://api.instagram.com',
    graph,
    api: `${graph}/${graphVersion}`,
  };
}
