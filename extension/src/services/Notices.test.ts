import { otherSegment } from '../testing/FakeHost';
import { enteredServices } from '../testing/enteredService';
import { until } from '../testing/until';
import { texts } from '../texts';

const enter = enteredServices();

beforeEach(() => void jest.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

describe('while no panel is in view', () => {
  it('says a refusal, each time that it comes', async () => {
    const { host, service } = enter();
    await service.propagate();
    await service.propagate();
    const refused = { kind: 'error', message: texts.problems.nothingDrawn };
    expect(host.notices).toEqual([refused, refused]);
    expect(service.getSnapshot().problem).toBe(texts.problems.nothingDrawn);
  });

  it('says that everything is checked', async () => {
    const { host, service } = enter();
    await service.nextToCheck();
    expect(host.notices).toEqual([{ kind: 'error', message: texts.problems.allChecked }]);
  });

  it('says that a run has started, and its end with its counts', async () => {
    const { host, service } = enter();
    host.draw(2, 1, 3, 3, 2);
    await service.setTakesPart(otherSegment.index, false);
    await service.propagate();
    expect(host.notices).toEqual([
      { kind: 'info', message: 'Liver: the run has started.' },
      { kind: 'success', message: 'Liver: done. 4 slices filled, 1 without the object in 1 s.' },
    ]);
  });

  it('says that a run was cancelled', async () => {
    const { host, service } = enter({ before: (slice) => void (slice === 4 && service.cancel()) });
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    const { kind, message } = host.notices.at(-1)!;
    expect(kind).toBe('info');
    expect(message).toMatch(
      /^Liver: cancelled; the slices done so far are kept\. \d slices? filled in 1 s\.$/,
    );
  });

  it('says why a run has failed', async () => {
    const { host, service } = enter({
      before: (slice) => {
        if (slice === 4) throw new Error('device lost');
      },
    });
    host.draw(2, 1, 3, 3, 2);
    await service.propagate();
    const { kind, message } = host.notices.at(-1)!;
    expect(kind).toBe('error');
    expect(message).toContain('device lost');
    expect(message).toContain('Liver: stopped by a problem; the slices done so far are kept.');
  });

  it('says that saving has failed', async () => {
    const { host, service } = enter();
    host.draw(2, 1, 3, 3, 2);
    await service.save('file');
    const { saving } = service.getSnapshot();
    expect(host.notices).toEqual([{ kind: 'error', message: 'message' in saving && saving.message }]);
  });
});

describe('while a panel is in view', () => {
  it('leaves everything to it, until the last one has gone', async () => {
    const { host, service } = enter();
    const gone = [service.panelShown(), service.panelShown()];
    await service.propagate();
    host.draw(2, 1, 3, 3, 2);
    gone[0]();
    const run = service.propagate();
    await until(service, ({ run: { phase } }) => phase === 'running');
    expect(host.notices).toEqual([]);
    gone[1]();
    await run;
    expect(host.notices).toEqual([{ kind: 'success', message: expect.stringContaining('Liver: done.') }]);
  });
});
