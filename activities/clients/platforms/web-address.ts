/** An address that a browser may be sent to; null for anything else that a server says. */
export function webAddress(said: string | null | undefined): string | null {
  return said && /^https?:\/\//i.test(said) && URL.canParse(said) ? said : null;
}
