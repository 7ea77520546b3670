import { latestPlace } from './latestPlace';

const place = { seriesInstanceUid: '1.2.8', seriesNumber: 7, instanceNumber: 2 };
const none = () => [];

it('counts on from the highest number in the series that is known now, whoever made it', () => {
  expect(latestPlace(place, [place, { ...place, instanceNumber: 3 }, null], none)).toEqual({
    ...place,
    instanceNumber: 3,
  });
  const known = (uid: string) => (uid === '1.2.8' ? [5, 1] : [9]);
  expect(latestPlace(place, [place], known)).toEqual({ ...place, instanceNumber: 5 });
});

it('cares for no other series, and has no place for what was not saved', () => {
  expect(latestPlace(place, [{ ...place, seriesInstanceUid: '1.2.9', instanceNumber: 8 }], none)).toEqual(
    place,
  );
  expect(latestPlace(null, [place], () => [5])).toBeNull();
});
