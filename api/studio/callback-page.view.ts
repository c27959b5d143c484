import type { Language } from '../../foundation/language';
import { escaped, htmlPage } from '../html-page';

/** How a connection ended, as a person is told. */
export interface Outcome {
  kind: 'connected' | 'denied' | 'failed' | 'invalid' | 'elsewhere';
  /** The accounts that are connected, and the platform where they are. */
  names?: string[];
  platform?: string;
  code?: string;
  /** What the platform said. */
  detail?: string | undefined;
}

const words: Record<Language, Record<Outcome['kind'] | 'back', string> & { texts: Texts }> = {
  fr: {
    ...{ connected: 'Compte connecté', denied: 'Accès refusé', failed: 'Échec de la connexion' },
    ...{ invalid: 'Lien expiré', elsewhere: 'Autre navigateur', back: 'Retour à Relais' },
    texts: {
      connected: 'Relais peut publier avec :',
      denied: 'La plateforme n’a donné aucun accès. Rien n’est connecté.',
      failed: 'La plateforme a répondu autrement que prévu. Recommencez depuis Relais.',
      invalid:
        'Cette page ne sert qu’une fois, pendant dix minutes, dans le navigateur d’où vous êtes parti. Recommencez depuis Relais.',
      elsewhere:
        'Rien n’est connecté : ouvrez ce lien dans le navigateur où vous l’avez demandé. Si c’est celui-ci, il n’a pas gardé le cookie de Relais ; recommencez en autorisant les cookies.',
    },
  },
  en: {
    ...{ connected: 'Account connected', denied: 'Access denied', failed: 'Not connected' },
    ...{ invalid: 'Link expired', elsewhere: 'Another browser', back: 'Back to Relais' },
    texts: {
      connected: 'Relais can publish as:',
      denied: 'The platform gave no access. Nothing is connected.',
      failed: 'The platform answered otherwise than expected. Begin again from Relais.',
      invalid:
        'This page works once, for ten minutes, in the browser that you began with. Begin again from Relais.',
      elsewhere:
        'Nothing is connected: open this link in the browser in which you asked for it. If this is that browser, it has not kept the cookie of Relais; begin again with cookies allowed.',
    },
  },
};

type Texts = Record<Outcome['kind'], string>;

const style = `
      body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
      h1 { font-size: 1.5rem; line-height: 1.25; }
      a { display: inline-block; padding: 0.6rem 0; }
      blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid #8888; }`;

/** The page, without scripts. */
export function callbackPage(outcome: Outcome, language: Language, appUrl: string): string {
  const { texts, ...titles } = words[language];
  const title = titles[outcome.kind];
  const names = (outcome.names ?? [])
    .map((name) => `<li>${escaped(outcome.platform ?? '')} @${escaped(name)}</li>`)
    .join('');
  const { detail } = outcome;
  const said = outcome.kind === 'failed' && detail !== undefined ? detail : '';
  const body = `
    <h1>${title}</h1>
    <p>${texts[outcome.kind]}</p>
    ${names && `<ul>${names}</ul>`}
    ${said && `<blockquote>${escaped(said)}</blockquote>`}
    <p><a href="${escaped(appUrl)}">${titles.back}</a></p>`;
  return htmlPage({ language, title, style, body });
}
