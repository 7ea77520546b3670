import { CLEAR_LINE, duration, Progress } from './progress';

function shown(
  isTTY: boolean,
  columns = 80,
): { written: string[]; progress: Progress; tick: (ms: number) => void } {
  let time = 0;
  const written: string[] = [];
  const output = { write: (text: string) => written.push(text), isTTY, columns };
  return { written, progress: new Progress(output, () => time), tick: (ms) => (time += ms) };
}

it('redraws one bar on a terminal, with the time that is left', () => {
  const { written, progress, tick } = shown(true);
  tick(2000);
  progress.update('Liver', 1, 4);
  tick(2000);
  progress.update('Liver', 2, 4);
  progress.end();
  expect(written).toHaveLength(3);
  expect(written[0]).toBe(`${CLEAR_LINE}[${'#'.repeat(10)}${'.'.repeat(30)}] 1/4 slices, Liver, 6 s left`);
  expect(written[1]).toMatch(/#{20}\.{20}\] 2\/4 slices, Liver, 4 s left$/);
  expect(written[2]).toBe('\n');
});

it('never writes more than the terminal is wide', () => {
  const { written, progress, tick } = shown(true, 20);
  tick(1000);
  progress.update('Liver', 1, 4);
  expect(written[0].replace(CLEAR_LINE, '').length).toBeLessThan(20);
});

it('writes a line every tenth without a terminal', () => {
  const { written, progress, tick } = shown(false);
  for (let done = 1; done <= 200; done++) {
    tick(50);
    progress.update('Liver', done, 200);
  }
  progress.end();
  expect(written).toHaveLength(10);
  expect(written[0]).toBe('20/200 slices, Liver, 9 s left\n');
  expect(written.at(-1)).toBe('200/200 slices, Liver, 0 s left\n');
});

it.each([
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
])('%d seconds is %s', (seconds, text) => expect(duration(seconds)).toBe(text));
