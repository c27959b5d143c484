import fc from 'fast-check';
import { reportFilename } from '../../../api/classification/report-reply';

const id = '0199f3a2-7c1e-7d43-9b58-2f6a4c1d0e77';

test('the file name of a report is safe, whatever the lot is called', () => {
  expect(reportFilename({ id, name: 'Été 2026 / n° 7' }, 'pdf')).toBe(
    'lot-ete-2026-n-7-2f6a4c1d0e77.pdf',
  );
  expect(reportFilename({ id, name: '../"\r\nX: y' }, 'csv')).toBe('lot-x-y-2f6a4c1d0e77.csv');
  expect(reportFilename({ id, name: '苹果' }, 'csv')).toBe('lot-2f6a4c1d0e77.csv');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      expect(reportFilename({ id, name }, 'pdf')).toMatch(/^lot(-[a-z0-9]+)*-2f6a4c1d0e77\.pdf$/);
    }),
  );
});
