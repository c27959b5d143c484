// Pages that the API itself shows to people, each with what it may load and nothing else.
import type { Response } from 'express';

/** The policy of a page that loads nothing, sends no form and stands in no frame but for what is allowed here. */
export function contentPolicy(allowed: Record<string, string>): string {
  const nothing = {
    ...{ 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'" },
    'frame-ancestors': "'none'",
  };
  const directives = Object.entries({ ...nothing, ...allowed });
  return directives.map(([name, value]) => `${name} ${value}`).join('; ');
}

/** A whole page of HTML. */
export function htmlPage(page: {
  language: string;
  title: string;
  style: string;
  body: string;
}): string {
  return `<!doctype html>
<html lang="${page.language}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${page.title} - Relais</title>
    <style>
      :root { color-scheme: light dark; }${page.style}
    </style>
  </head>
  <body>${page.body}
  </body>
</html>
`;
}

/** Answers with a page, without scripts, whose address is a secret: who bears it keeps what they see, and leaks nothing. */
export function sendSecretPage(
  response: Response,
  { html, language }: { html: string; language: string },
  allowed: Record<string, string> = {},
): void {
  const policy = contentPolicy({ 'style-src': "'unsafe-inline'", ...allowed });
  response
    .set({ 'content-security-policy': policy, 'content-language': language })
    .set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .set('x-robots-tag', 'noindex')
    .vary('accept-language')
    .type('text/html')
    .send(html);
}

/** A text as text, wherever it stands. */
export function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}
