import { brightnessModel, drivingVolume, fakeEntry } from '../../test-support/fakeModel';
import { cellModel } from '../../test-support/fakePlainModel';
import { CancelledError, carriedBack, PreparedVolume, UserError } from '../index';

const { volume, truth } = drivingVolume(14, 3, 10);
const entry = fakeEntry();
const prepared = new PreparedVolume(volume, entry.preprocess);
const drawn = { slice: 6, mask: truth[6] };

describe('a mask carried back to the drawn slice', () => {
  it('meets what was drawn there if it is right, by one step a slice', async () => {
    for (const slice of [3, 9]) {
      const between = jest.fn(async () => undefined);
      const dice = await carriedBack(
        brightnessModel(entry),
        prepared,
        { slice, mask: truth[slice] },
        drawn,
        between,
      );
      expect(dice).toBeGreaterThan(0.9);
      expect(dice).toBeLessThanOrEqual(1);
      expect(between).toHaveBeenCalledTimes(3);
    }
  });

  it('steps over slices that are known to be empty', async () => {
    const between = jest.fn(async () => undefined);
    const found = { slice: 9, mask: truth[9] };
    await carriedBack(brightnessModel(entry), prepared, found, drawn, between, [7, 8]);
    expect(between).toHaveBeenCalledTimes(1);
  });

  it('meets something else if it lies on something else', async () => {
    const { columns, rows } = volume.geometry;
    const astray = new Uint8Array(columns * rows);
    for (let y = rows - 6; y < rows - 1; y++)
      astray.fill(1, y * columns + columns - 7, y * columns + columns - 1);
    expect(
      await carriedBack(brightnessModel(entry), prepared, { slice: 9, mask: astray }, drawn),
    ).toBeLessThan(0.3);
  });

  it('needs no slice in between where the model sees each slice alone', async () => {
    const model = cellModel();
    const own = new PreparedVolume(volume, model.entry.preprocess);
    const dice = await carriedBack(model, own, { slice: 9, mask: truth[9] }, drawn);
    expect(model.encoded()).toBe(2);
    expect(dice).toBeGreaterThan(0);
  });

  it('ends where it is told to, and refuses an empty mask', async () => {
    const found = { slice: 9, mask: truth[9] };
    const stop = () => Promise.reject(new CancelledError());
    await expect(carriedBack(brightnessModel(entry), prepared, found, drawn, stop)).rejects.toThrow(
      CancelledError,
    );
    const empty = { slice: 9, mask: new Uint8Array(truth[9].length) };
    await expect(carriedBack(brightnessModel(entry), prepared, empty, drawn)).rejects.toThrow(UserError);
  });
});
