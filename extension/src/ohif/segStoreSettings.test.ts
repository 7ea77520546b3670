import { segStoreSettings } from './segStoreSettings';

const none = () => undefined;

describe('segStoreSettings', () => {
  it('is a compressed label map where nothing is said, as in OHIF', () => {
    expect(segStoreSettings(undefined, none)).toEqual({ encoding: 'LABELMAP', compressed: true });
    expect(segStoreSettings({ name: 'x' }, none)).toEqual({ encoding: 'LABELMAP', compressed: true });
  });

  it('follows the data source, then the customization', () => {
    const customization = (name: string) =>
      name === 'segmentation.store.defaultMode' ? 'bitmap' : undefined;
    expect(segStoreSettings({}, customization).encoding).toBe('BINARY');
    const store = { defaultMode: 'labelmap' as const, transferSyntaxUID: '1.2.840.10008.1.2.1' };
    expect(segStoreSettings({ segmentation: { store } }, customization)).toEqual({
      encoding: 'LABELMAP',
      compressed: false,
    });
  });
});
