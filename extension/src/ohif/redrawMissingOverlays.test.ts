import type { ServicesManager } from './ohifServices';
import { redrawMissingOverlays } from './redrawMissingOverlays';

const mockRedraw = jest.fn();
jest.mock('@cornerstonejs/core', () => ({
  Enums: {
    ViewportType: { ORTHOGRAPHIC: 'orthographic' },
    Events: { IMAGE_VOLUME_LOADING_COMPLETED: 'loaded' },
  },
  eventTarget: new EventTarget(),
}));
jest.mock('@cornerstonejs/tools', () => ({
  segmentation: {
    triggerSegmentationEvents: { triggerSegmentationDataModified: (id: string) => mockRedraw(id) },
  },
}));

/** A layout of three planes and a 3D view; `draw` gives the planes their labelmap. */
function layout() {
  const listeners = new Set<() => void>();
  const drawn = new Set<string>();
  const subscribe = (_: string, listener: () => void) => {
    listeners.add(listener);
    return { unsubscribe: () => listeners.delete(listener) };
  };
  const planes = ['axial', 'sagittal', 'coronal'];
  const services = {
    viewportGridService: {
      getState: () => ({ viewports: new Map([...planes, '3d'].map((id) => [id, {}])) }),
    },
    segmentationService: {
      EVENTS: {},
      subscribe,
      getSegmentationRepresentations: (id: string) => [
        { segmentationId: 'organ', type: id === '3d' ? 'Surface' : 'Labelmap', visible: true },
      ],
    },
    cornerstoneViewportService: {
      EVENTS: {},
      subscribe,
      getCornerstoneViewport: (id: string) => ({
        type: id === '3d' ? 'volume3d' : 'orthographic',
        getActors: () => [
          { uid: 'image' },
          ...(drawn.has(id) ? [{ uid: 'mask', representationUID: 'organ-Labelmap-organ' }] : []),
        ],
      }),
    },
  };
  return {
    services: services as unknown as ServicesManager['services'],
    changed: () => listeners.forEach((listener) => listener()),
    draw: (ids = planes) => ids.forEach((id) => drawn.add(id)),
    followers: () => listeners.size,
  };
}

describe('redrawMissingOverlays', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    mockRedraw.mockClear();
  });
  afterEach(() => void jest.useRealTimers());

  it('has a labelmap drawn until every plane shows it, a 3D view aside', () => {
    const { services, changed, draw } = layout();
    const stop = redrawMissingOverlays(services);
    changed();
    jest.advanceTimersByTime(400);
    expect(mockRedraw.mock.calls).toEqual([['organ']]);
    draw(['axial', 'sagittal']);
    jest.advanceTimersByTime(800);
    expect(mockRedraw).toHaveBeenCalledTimes(2);
    draw(['coronal']);
    jest.advanceTimersByTime(200_000);
    expect(mockRedraw).toHaveBeenCalledTimes(2);
    stop();
  });

  it('still does it where the volume takes half a minute, and gives up after 100 s', () => {
    const { services, changed } = layout();
    const stop = redrawMissingOverlays(services);
    changed();
    jest.advanceTimersByTime(30_000);
    const early = mockRedraw.mock.calls.length;
    jest.advanceTimersByTime(75_000);
    expect(mockRedraw.mock.calls.length).toBeGreaterThan(early);
    expect(mockRedraw).toHaveBeenCalledTimes(8);
    jest.advanceTimersByTime(1_000_000);
    expect(mockRedraw).toHaveBeenCalledTimes(8);
    stop();
  });

  it('looks again soon after a change, also in a long wait', () => {
    const { services, changed } = layout();
    const stop = redrawMissingOverlays(services);
    changed();
    jest.advanceTimersByTime(30_000);
    mockRedraw.mockClear();
    changed();
    jest.advanceTimersByTime(400);
    expect(mockRedraw).toHaveBeenCalledTimes(1);
    stop();
  });

  it('does nothing after its end', () => {
    const { services, changed, followers } = layout();
    const stop = redrawMissingOverlays(services);
    changed();
    stop();
    jest.advanceTimersByTime(200_000);
    expect(mockRedraw).not.toHaveBeenCalled();
    expect(followers()).toBe(0);
  });
});
