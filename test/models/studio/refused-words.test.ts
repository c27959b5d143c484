import { isRefusedPrompt } from '../../../models/studio/refused-words';

const refuses = (prompt: string, style: string | null = null, added: string[] = []): boolean =>
  isRefusedPrompt({ prompt, style }, added);

describe('words of which no picture is made', () => {
  it.each([
    'hardcore porn',
    'P0rn0 scene',
    'une scène PORNOGRAPHIQUE',
    'Décapitation en place publique',
    'a naked child',
    'un enfant nu sur la plage',
    'a snuff, film',
    'un enfant nu, pieds nus',
    'rape, râpé',
  ])('are found in: %s', (prompt) => {
    expect(refuses(prompt)).toBe(true);
  });

  it.each([
    'A basket of ripe plums',
    'children playing football',
    'a naked mole rat',
    'Sussex and Essex by the sea',
    'une grappe de raisin',
    'therapist in an office',
    '4 plums on 3 plates',
    'nuance of blue',
    'des enfants pieds nus dans le sable',
    'fromage râpé, carottes RÂPÉES et une râpe',
    'une e\u0301toile visible \u00e0 l’œil nu par un enfant',
    'un enfant, les pieds nus, regarde à l’oeil nu',
    'stars that a child sees with the naked eye',
  ])('are not found in: %s', (prompt) => {
    expect(refuses(prompt)).toBe(false);
  });

  it('are found where the settings add what is harmless elsewhere', () => {
    expect(refuses('une râpe', null, ['râpe'])).toBe(true);
  });

  it('are found in the style, and may be added to', () => {
    expect(refuses('a room', 'hentai')).toBe(true);
    expect(refuses('our rival’s logo')).toBe(false);
    expect(refuses('our Rival’s logo', null, ['rival'])).toBe(true);
  });
});
