import { fakeEntry } from '../../test-support/fakeModel';
import { percentiles, toUnit, volumeIntensity, windowForObject } from './intensity';

const parameters = {
  ...fakeEntry().preprocess,
  percentiles: [0.5, 99.5] as const,
  ctWindows: [
    { name: 'lung', low: -1150, high: 350, objectBelow: -250 },
    { name: 'soft', low: -125, high: 275, objectBelow: 250 },
    { name: 'bone', low: -150, high: 1250, objectBelow: null },
  ],
};

describe('grey values', () => {
  it('interpolates percentiles like numpy', () => {
    expect(percentiles(Int16Array.of(40, 10, 20, 30), [0, 50, 90, 100])).toEqual([10, 25, 37, 40]);
  });

  it('chooses the CT window by the drawn object', () => {
    const ct = volumeIntensity(Int16Array.of(-1024, 0, 900), 'CT', parameters);
    expect(ct.hounsfield).toBe(true);
    const low = (v: number) => windowForObject(ct, Float32Array.of(v, v, v), parameters).low;
    expect([low(-800), low(40), low(700)]).toEqual([-1150, -125, -150]);
  });

  it('does not take MR or 8-bit CT exports for Hounsfield units', () => {
    expect(volumeIntensity(Int16Array.of(-900, 5), 'MR', parameters).hounsfield).toBe(false);
    const export8 = volumeIntensity(Uint8Array.of(0, 128, 255), 'CT', parameters);
    expect(export8.hounsfield).toBe(false);
    expect(windowForObject(export8, Float32Array.of(100), parameters).high).toBeGreaterThan(250);
  });

  it('survives a constant volume', () => {
    const { percentileWindow } = volumeIntensity(new Int16Array(9).fill(7), 'MR', parameters);
    expect(Array.from(toUnit(Int16Array.of(7, 8), percentileWindow))).toEqual([0, 1]);
  });
});
