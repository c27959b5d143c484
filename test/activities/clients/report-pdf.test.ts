import { inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { writeReportPdf } from '../../../activities/clients/report-pdf';
import type { ReportPages } from '../../../activities/clients/report-pages';
import { showable } from '../../../activities/clients/report-paper';

let jpeg: Buffer;
beforeAll(async () => {
  const background = { r: 90, g: 60, b: 120 };
  const blank = { width: 64, height: 48, channels: 3, background } as const;
  jpeg = await sharp({ create: blank }).jpeg().toBuffer();
});

function pages(change: Partial<ReportPages> = {}): ReportPages {
  const bar = { defect: true, observed: 0.1, corrected: 0.12, text: '12 %' };
  return {
    language: 'fr',
    heading: 'Rapport de lot',
    title: 'Verger 7',
    created: new Date('2026-09-14T08:30:00Z'),
    facts: [{ name: 'Modèle', value: 'plum', link: { text: 'Fiche', url: 'http://a.example/m' } }],
    grade: { name: 'Catégorie', letter: 'B', text: null, rule: 'Catégories : A jusqu’à 10 %' },
    table: { head: ['Classe', 'Part'], rows: [['Tachée', '12 %']], last: ['Défauts', '12 %'] },
    chart: {
      title: 'Composition',
      observed: 'Observée',
      corrected: 'Part',
      interval: 'Intervalle',
      bars: [{ ...bar, name: 'Tachée', interval_95: [0.05, 0.2] }],
      percent: (share) => `${Math.round(share * 100)} %`,
    },
    counts: { title: 'Décompte', rows: [['Toutes', '1 000']] },
    montage: {
      title: 'Exemples',
      missing: 'pas d’image',
      rows: [{ name: 'Tachée', tiles: [{ jpeg, caption: '94 %' }] }],
    },
    notes: { title: 'Comment le lire', lines: ['Une note.'] },
    page: (page, of) => `Page ${page} sur ${of}`,
    ...change,
  };
}

/** The words of a document: its pieces unpacked, and the hexadecimal texts of their drawing read. */
function wordsOf(pdf: Buffer): string {
  const words: string[] = [];
  let from = 0;
  for (;;) {
    const start = pdf.indexOf('stream\n', from);
    if (start < 0) return words.join('\n');
    const end = pdf.indexOf('endstream', start);
    const piece = pdf.subarray(start + 'stream\n'.length, end);
    if (piece[0] === 0x78) {
      const drawn = inflateSync(piece).toString('latin1');
      for (const [, array = ''] of drawn.matchAll(/\[([^\]]*)\] TJ/g)) {
        const texts = [...array.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = '']) => hex);
        words.push(Buffer.from(texts.join(''), 'hex').toString('latin1'));
      }
    }
    from = end + 'endstream'.length;
  }
}

const pageCount = (pdf: Buffer): number =>
  Number(/\/Type \/Pages\s+\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

describe('the report as PDF', () => {
  it('says everything that stands on its pages, on A4, with the link', async () => {
    const pdf = await writeReportPdf(pages());
    const source = pdf.toString('latin1');
    expect(source).toContain('/MediaBox [0 0 595.28 841.89]');
    expect(source).toContain('(http://a.example/m)');
    expect(source).toContain('/Lang (fr)');
    const words = wordsOf(pdf);
    for (const word of ['RAPPORT DE LOT', 'Verger 7', 'Tachée', 'Une note.', '94 %', '1 000']) {
      expect(words).toContain(word);
    }
    expect(words).toContain(`Page 1 sur ${pageCount(pdf)}`);
    expect(source.match(/\/Subtype \/Image/g)).toHaveLength(1);
  });

  it('shows a place where a picture is missing, and no chart of nothing', async () => {
    const montage = {
      ...pages().montage,
      rows: [{ name: 'A', tiles: [{ jpeg: null, caption: '' }] }],
    };
    const chart = { ...pages().chart, bars: [] };
    const words = wordsOf(await writeReportPdf(pages({ montage, chart })));
    expect(words).toContain('pas d\x92image');
    expect(words).not.toContain('Composition');
  });

  it('grows by pages where there is much, and numbers them', async () => {
    const tiles = Array.from({ length: 4 }, () => ({ jpeg, caption: '' }));
    const rows = Array.from({ length: 12 }, (_, at) => ({ name: `Classe ${at}`, tiles }));
    const pdf = await writeReportPdf(pages({ montage: { ...pages().montage, rows } }));
    expect(pageCount(pdf)).toBe(3);
    expect(wordsOf(pdf)).toContain('Page 3 sur 3');
  });

  it('survives a title of any length and any script', async () => {
    const titles = ['x'.repeat(200), 'a b '.repeat(50), 'Ŋgɔ̃ \u0000 ⚘ سلة', ''];
    for (const title of titles) {
      expect(pageCount(await writeReportPdf(pages({ title })))).toBe(1);
    }
  });
});

describe('text in the standard fonts', () => {
  it('keeps what they have, and does with others what it can', () => {
    expect(showable('Été – n° 7, 1\u202f000 € “œuvre”')).toBe('Été – n° 7, 1\u00a0000 € “œuvre”');
    expect(showable('Ngaoundéré, Ǧār')).toBe('Ngaoundéré, Gar');
    expect(showable('ŋ⚘\u0007')).toBe('??');
  });
});
