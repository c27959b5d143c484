/** The version of Meta's Graph API that is spoken: https://developers.facebook.com/docs/graph-api/changelog */
export const graphVersion = 'v25.0';
