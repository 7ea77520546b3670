import { pauseStatistics } from './pauseStatistics';

const SWITCH = 'panelSegmentation.disableUpdateSegmentationStats';

/** OHIF's customizations as far as one value is concerned, and how often it was set. */
function customizations(value: unknown) {
  let sets = 0;
  return {
    get value() {
      return value;
    },
    get sets() {
      return sets;
    },
    getCustomization: (name: string) => (name === SWITCH ? value : undefined),
    setCustomizations: (changes: Readonly<Record<string, unknown>>) => {
      sets++;
      value = (changes[SWITCH] as { $set: unknown }).$set;
    },
  };
}

it.each([false, undefined])('switches the statistics off and on again where the switch is %p', (before) => {
  const service = customizations(before);
  const resume = pauseStatistics(service);
  expect(service.value).toBe(true);
  resume();
  expect(service.value).toBe(false);
});

it('switches them on again with the end of the last pause', () => {
  const service = customizations(false);
  const [first, second] = [pauseStatistics(service), pauseStatistics(service)];
  first();
  expect(service.value).toBe(true);
  second();
  expect(service.value).toBe(false);
  pauseStatistics(service)();
  expect(service.value).toBe(false);
});

it('leaves them off where the viewer has them off', () => {
  const service = customizations(true);
  pauseStatistics(service)();
  expect(service.value).toBe(true);
  expect(service.sets).toBe(0);
});

it('does without customizations', () => {
  expect(() => pauseStatistics(undefined)()).not.toThrow();
});
