// The moderation that needs nobody: words of which no picture is made, in French and English. It catches what is plainly
// asked for; providers judge the rest. What should not be in a picture may be named, so only the wish itself is read.

/** Refused wherever they stand. An entry of several words is a phrase. */
const always = [
  ...['porn', 'porno', 'pornography', 'pornographic', 'pornographie', 'pornographique', 'hentai'],
  ...['nsfw', 'xxx', 'blowjob', 'fellation', 'cumshot', 'gangbang', 'bukkake', 'deepfake nude'],
  ...['rape', 'viol collectif', 'incest', 'inceste', 'bestiality', 'zoophilia', 'zoophilie'],
  ...['pedophile', 'pedophilia', 'pedophilie', 'pedopornographie', 'lolicon', 'shotacon', 'csam'],
  ...['child porn', 'kiddie porn', 'jailbait', 'gore', 'snuff film', 'beheading', 'decapitation'],
  ...['beheaded', 'decapite', 'dismembered', 'demembre', 'disemboweled', 'mutilated corpse'],
  ...['cadavre mutile', 'swastika', 'croix gammee', 'nazi salute', 'salut nazi', 'ku klux klan'],
  ...['suicide method', 'self harm', 'automutilation', 'lynching', 'lynchage'],
];

const minors = [
  ...['child', 'children', 'kid', 'kids', 'minor', 'toddler', 'baby', 'infant', 'teen', 'teenager'],
  ...['schoolgirl', 'schoolboy', 'preteen', 'underage', 'little girl', 'little boy', 'enfant'],
  ...['enfants', 'bebe', 'mineur', 'mineure', 'adolescent', 'adolescente', 'fillette', 'gamin'],
  ...['gamine', 'ecoliere', 'ecolier', 'petite fille', 'petit garcon'],
];

/** Refused together with a word for somebody who is not grown up. */
const sexual = [
  ...['nude', 'naked', 'sexy', 'sexual', 'sexualized', 'erotic', 'lingerie', 'topless', 'sex'],
  ...['seductive', 'undressed', 'fetish', 'nu', 'nue', 'nus', 'nues', 'erotique', 'sexuel'],
  ...['sexuelle', 'sexe', 'denude', 'denudee', 'deshabille', 'deshabillee', 'seins nus'],
];

/** What sounds like one of these, and is not: feet, heads, arms and eyes may be bare. */
const harmless = [
  ...['pied nu', 'pieds nus', 'tete nue', 'tetes nues', 'main nue', 'mains nues', 'bras nus'],
  ...['oeil nu', 'naked eye', 'naked eyes'],
];

/** Grated, or a grater: without its accent it would be another word. */
const grated = /(?<!\p{L})râp(?:e|é|ée)s?(?!\p{L})/gu;

/** Whether words are refused: by this list, or by what the settings add to it. */
export function isRefusedPrompt(
  { prompt, style }: { prompt: string; style: string | null },
  added: readonly string[] = [],
): boolean {
  const read = `${prompt} ${style ?? ''}`.normalize('NFC').toLowerCase().replaceAll(grated, ' ');
  const text = harmless.reduce((rest, one) => rest.replaceAll(plain(one), ' '), plain(read));
  const has = (phrase: string): boolean => text.includes(plain(phrase));
  const all = plain(`${prompt} ${style ?? ''}`);
  if (added.some((phrase) => all.includes(plain(phrase)))) return true;
  return always.some(has) || (minors.some(has) && sexual.some(has));
}

const lookalikes: Record<string, string> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' },
};

/** Lower case, without accents and digits that stand for letters, a blank around each word. */
function plain(text: string): string {
  const letters = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll(/(?<=\p{L})[013457@$]|[013457@$](?=\p{L})/gu, (sign) => lookalikes[sign] ?? sign);
  return ` ${letters
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')
    .trim()} `;
}
