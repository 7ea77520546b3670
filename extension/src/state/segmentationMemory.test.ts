import { segment } from '../testing/FakeHost';
import { mask, play, sessionWith } from '../testing/sessionWith';
import { memoryOf } from './segmentationMemory';
import { contentOf, unsaved } from './unsaved';

it('a segmentation that is set back is as saved as it has become meanwhile', () => {
  const state = sessionWith([0, 0, 50, 0, 0, 0]);
  const memory = memoryOf(state, 'seg');
  const content = contentOf(state, 'seg');
  const back = play(
    state,
    { type: 'segmentation-removed', segmentationId: 'seg' },
    { type: 'seg-saved', segmentationId: 'seg', content },
    { type: 'set-back', segmentationId: 'seg', memory },
  );
  expect(unsaved(back, 'seg')).toBeNull();
  const masks = { [segment.key]: [0, 0, 51, 0, 0, 0].map(mask) };
  expect(unsaved(play(back, { type: 'masks', masks }), 'seg')).toBe('changed');
});

it('otherwise as saved as it was', () => {
  const state = sessionWith([0, 0, 50, 0, 0, 0]);
  const before = play(state, { type: 'seg-saved', segmentationId: 'seg', content: contentOf(state, 'seg') });
  const memory = memoryOf(before, 'seg');
  const back = play(
    before,
    { type: 'segmentation-removed', segmentationId: 'seg' },
    { type: 'set-back', segmentationId: 'seg', memory },
  );
  expect(unsaved(back, 'seg')).toBeNull();
});
