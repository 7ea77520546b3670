import { stow } from './dicom-web.mjs';
import { drawEllipse } from './draw.mjs';
import { fixtureBuilder } from './fixture-builder.mjs';

const SIZE = 192;
/** Slices between those that are drawn on; the object is on all of them. */
export const FILLED = 50;

/** Ellipse of the object on a slice, in pixels. */
export function objectOn(slice) {
  return { centre: [90 + 0.3 * slice, 96 + 8 * Math.sin(slice / 9)], radii: [26, 18] };
}

/** First and last slice of the object in the series where it ends, and slices in between that do not show it. */
export const ENDS = [16, 38];
export const GAP = [30, 32];

const made = new Map();

/**
 * An MR series of 52 slices with one object that drifts through all of them, in a textured body; with `ends` the object is
 * on the slices of ENDS without those of GAP. The same at each call, in another study each where `studyInstanceUid` says so.
 */
export function longSeries({ ends = false, studyInstanceUid } = {}) {
  const study = studyInstanceUid ?? (ends ? '2.25.70081101' : '2.25.70081100');
  const key = `${study} ${ends}`;
  if (!made.has(key)) made.set(key, makeLongSeries(study, ends));
  return made.get(key);
}

async function makeLongSeries(studyInstanceUid, ends) {
  const { makeSeries } = await fixtureBuilder();
  const slices = FILLED + 2;
  const series = makeSeries({
    studyInstanceUid,
    modality: 'MR',
    description: ends ? 'object that ends' : 'long MR',
    seriesNumber: 1,
    columns: SIZE,
    rows: SIZE,
    slices,
    pixelSpacing: [1.2, 1.2],
    sliceSpacing: 3,
    storedAt: (i, j, k) => {
      const [x, y] = [(i - SIZE / 2) / 80, (j - SIZE / 2) / 84];
      if (x * x + y * y > 1) return 10;
      const texture = 20 * (Math.sin(0.31 * i + 0.2 * k) + Math.sin(0.23 * j - 0.13 * i));
      const { centre, radii } = objectOn(k);
      const shown = !ends || (k >= ENDS[0] && k <= ENDS[1] && (k < GAP[0] || k > GAP[1]));
      const inside = shown && ((i - centre[0]) / radii[0]) ** 2 + ((j - centre[1]) / radii[1]) ** 2 <= 1;
      return Math.round((inside ? 520 : 260) + texture);
    },
  });
  return { ...series, studyInstanceUid, slices };
}

/** Stores the series, opens it in the mode and waits until the images are there. Returns the series. */
export async function openLongSeries(viewer, url, options) {
  const series = await longSeries(options);
  await stow(url, series.files);
  await viewer.page.goto(`${url}/few-shot-lms?StudyInstanceUIDs=${series.studyInstanceUid}`);
  await viewer.panel.waitFor({ timeout: 90_000 });
  await viewer.imagesOf(series.seriesInstanceUid, series.slices);
  return series;
}

/** The same with the object drawn on some slices. */
export async function openDrawnSeries(viewer, url, drawn, options) {
  const series = await openLongSeries(viewer, url, options);
  await viewer.createSegment();
  for (const slice of drawn) await drawEllipse(viewer.page, slice, objectOn(slice));
  await viewer.part('support').first().waitFor();
  return series;
}
