import { personNameOf, textOf } from './dataset';
import { decimalString } from './decimal-string';
import { derivedUid, newUid } from './uid';

describe('decimalString', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1, '0.1'],
    [-120.75, '-120.75'],
    [1 / 3, '0.33333333333333'],
    [-1 / 3, '-0.3333333333333'],
    [-199.99999995898, '-199.99999995898'],
    [-0.0217883751691557, '-0.0217883751692'],
    [1e-11 / 3, '3.3333333333e-12'],
  ])('%p → %s', (value, text) => expect(decimalString(value)).toBe(text));

  it('fits 16 characters and stays within rounding for any number', () => {
    for (let index = 1; index < 3000; index++) {
      const value = Math.sin(index * 7.7) * 10 ** ((index % 9) - 4);
      const text = decimalString(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.max(1e-13, Math.abs(value) * 1e-9));
    }
  });
});

describe('uid', () => {
  const valid = /^2\.25\.(0|[1-9]\d{0,38})$/;
  it('is new every time', () => {
    expect(newUid()).toMatch(valid);
    expect(newUid()).not.toBe(newUid());
  });
  it('depends on all texts alone', () => {
    expect(derivedUid('a', 'b')).toMatch(valid);
    expect(derivedUid('a', 'b')).toBe(derivedUid('a', 'b'));
    expect(
      new Set([derivedUid('a', 'b'), derivedUid('ab'), derivedUid('b', 'a'), derivedUid('a', 'c')]).size,
    ).toBe(4);
  });
});

describe('dataset', () => {
  it('reads values of files and of DICOMweb alike', () => {
    expect(textOf({ A: ['x\0'] }, 'A')).toBe('x');
    expect(personNameOf({ N: 'a^b' }, 'N')).toBe('a^b');
    expect(personNameOf({ N: [{ Alphabetic: 'a^b', Ideographic: '山^田' }] }, 'N')).toBe('a^b=山^田');
    expect(personNameOf({ N: { Alphabetic: 'a', Phonetic: 'c' } }, 'N')).toBe('a==c');
    expect(personNameOf({ N: [] }, 'N')).toBe('');
  });
});
