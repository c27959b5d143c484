import {
  knownOf,
  renderTemplate,
  templateFaults,
  valueFaults,
} from '../../../models/studio/template-text';

const at = new Date('2026-12-24T23:30:00Z');
const paris = { timezone: 'Europe/Paris', language: 'fr' };
const known = knownOf(at, paris, 'Verger');

describe('a template', () => {
  it('says what its variables stand for, and what the post knows of itself', () => {
    const text = '{{ weekday }} {{date}}, {{time}} : {{image_title}}, {{ fruit }} {{year}}';
    const rendered = renderTemplate(text, { fruit: null, year: '2026' }, { fruit: 'prune' }, known);
    expect(rendered).toBe('vendredi 25 décembre 2026, 00:30 : Verger, prune 2026');
  });

  it('puts a value in as it is: nothing in it is read again', () => {
    const variables = { a: null, b: 'secret' };
    expect(renderTemplate('{{a}}|$&', variables, { a: '{{b}} $1' }, known)).toBe('{{b}} $1|$&');
  });

  it('speaks the language and shows the clock of its owner', () => {
    const english = knownOf(at, { timezone: 'America/New_York', language: 'en' }, '');
    expect(english).toEqual({
      ...{ date: 'December 24, 2026', weekday: 'Thursday', time: '18:30', image_title: '' },
    });
  });
});

describe('what is wrong with a template', () => {
  const codes = (text: string, variables = {}) =>
    templateFaults(text, variables).map(({ code, name }) => `${code} ${name}`);

  it('is named, each once', () => {
    expect(codes('{{fruit}} {{fruit}} {{date}}')).toEqual(['unknown_variable fruit']);
    expect(codes('{{fruit}}', { fruit: null, time: null })).toEqual(['reserved_variable time']);
    expect(codes('{{constructor}} {{}}')).toEqual([
      'unknown_variable constructor',
      'unknown_variable ',
    ]);
    expect(codes('{{date')).toEqual(['unclosed_variable {{']);
    expect(codes('a } b { c {single}')).toEqual([]);
  });
});

describe('values for a template', () => {
  it('have to be there unless it has its own, and to be asked for', () => {
    const variables = { fruit: null, year: '2026' };
    expect(valueFaults(variables, { fruit: 'plum' })).toEqual([]);
    expect(valueFaults(variables, { year: '2027', toString: 'x' })).toEqual([
      { code: 'unknown_variable', name: 'toString' },
      { code: 'missing_variable', name: 'fruit' },
    ]);
  });
});
