import { createSeal, SealError } from '../../foundation/seal';

const first = 'the first secret key, which is long enough';
const second = 'the second secret key, which is long enough';

describe('a seal', () => {
  const seal = createSeal([first], 'tests');

  it('keeps a text that only its row can open', () => {
    const closed = seal.close('whsec_é', 'row-1');
    expect(closed).not.toContain('whsec');
    expect(seal.open(closed, 'row-1')).toBe('whsec_é');
    expect(() => seal.open(closed, 'row-2')).toThrow(SealError);
  });

  it('is another one each time', () => {
    expect(seal.close('same', 'row')).not.toBe(seal.close('same', 'row'));
  });

  it('notices any change', () => {
    const closed = seal.close('text', 'row');
    const [format, id, content = ''] = closed.split('.');
    for (let at = 0; at < content.length - 1; at++) {
      const other = content[at] === 'A' ? 'B' : 'A';
      const changed = `${content.slice(0, at)}${other}${content.slice(at + 1)}`;
      expect(() => seal.open(`${format}.${id}.${changed}`, 'row')).toThrow(SealError);
    }
    for (const broken of ['', 'v1', `v1.${id}.`, `v1.${id}.${content.slice(0, 20)}`, 'plain']) {
      expect(() => seal.open(broken, 'row')).toThrow(SealError);
    }
  });

  it('belongs to one purpose', () => {
    const other = createSeal([first], 'other tests');
    expect(() => other.open(seal.close('text', 'row'), 'row')).toThrow(SealError);
  });

  it('made under an earlier secret key is read as long as that key is known', () => {
    const old = seal.close('text', 'row');
    const rotated = createSeal([second, first], 'tests');
    expect(rotated.open(old, 'row')).toBe('text');
    expect(rotated.close('text', 'row').split('.')[1]).not.toBe(old.split('.')[1]);
    expect(() => createSeal([second], 'tests').open(old, 'row')).toThrow(SealError);
  });
});
