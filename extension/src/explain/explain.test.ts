import { texts } from '../texts';
import { scaleColour, scaleGradient } from './colourScale';
import { maskPlane, overlayPicture, variablePictures } from './pictures';
import { inReadingOrder, variableOf } from './variables';
import { whyNoPictures } from './whyNoPictures';

const bytes = (...data: number[]) => ({ low: 0, high: 1, data: Uint8Array.from(data) });

describe('variables of the energy', () => {
  it('are read from what goes in over the stages to what comes out', () => {
    expect(inReadingOrder(['entropy', 'v1', 'u10', 'u2', 'md1', 'prior', 'u0', 'query'])).toEqual([
      ...['query', 'prior', 'u0', 'u2', 'u10', 'v1', 'entropy'],
    ]);
    expect(variableOf('u')).toBeNull();
    expect(variableOf('prior2')).toBeNull();
    expect(variableOf('v3')).toMatchObject({ kind: 'v', stage: 3, scale: 'signed' });
  });
});

describe('pictures', () => {
  const frame = { cx: 1.5, cy: 0.5, sideX: 2, sideY: 2 };

  it('grow brighter with the value and keep the ends of the scale', () => {
    const [picture] = variablePictures({ frame, size: 2, planes: { u1: bytes(0, 80, 160, 255) } });
    const brightness = [0, 1, 2, 3].map((n) =>
      picture.rgba.slice(4 * n, 4 * n + 3).reduce((a, b) => a + b, 0),
    );
    expect([...brightness].sort((a, b) => a - b)).toEqual(brightness);
    expect(picture).toMatchObject({ name: 'u1', low: 0, high: 1, size: 2 });
    expect(picture.rgba[3]).toBe(255);
  });

  it('let the image through where a variable says nothing', () => {
    const alphas = (name: string, plane = bytes(0, 128, 255)) =>
      [0, 1, 2].map((n) => overlayPicture(name, plane)[4 * n + 3]);
    expect(alphas('u0')[0]).toBe(0);
    expect(alphas('u0')[2]).toBeGreaterThan(150);
    const [against, neither, inFavour] = alphas('evidence');
    expect(neither).toBeLessThan(5);
    expect(against).toBe(inFavour);
  });

  it('cut the mask out of the slice where the crop was', () => {
    // 4 × 2 pixels, the middle two columns are the crop.
    const mask = Uint8Array.of(1, 1, 0, 0, 1, 0, 1, 1);
    expect([...maskPlane(mask, 4, 2, frame, 2).data]).toEqual([255, 0, 0, 255]);
    const beyond = { ...frame, cx: 3.5 };
    expect([...maskPlane(mask, 4, 2, beyond, 2).data]).toEqual([0, 0, 255, 0]);
  });

  it('have a legend with the colours of the picture', () => {
    expect(scaleGradient('signed')).toContain(`rgb(${scaleColour('signed', 1).join(', ')})`);
  });
});

it('the panel says why a slice has no pictures', () => {
  const { none } = texts.explain;
  expect(whyNoPictures(undefined)).toBe(none.noSlice);
  expect(whyNoPictures({ role: 'drawn' })).toBe(none.drawn);
  expect(whyNoPictures({ role: 'locked' })).toBe(none.drawn);
  expect(whyNoPictures({ role: 'locked', runId: 2 })).toBe(none.notKept);
  expect(whyNoPictures({ role: 'propagated', runId: 1 })).toBe(none.notKept);
  expect(whyNoPictures({ role: 'beyond-end' })).toBe(none.beyondEnd);
  expect(whyNoPictures({ role: 'cleared' })).toBe(none.empty);
});
