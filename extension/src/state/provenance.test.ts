import { EMPTY_MASK, maskFingerprint, maskOf, type MaskFingerprint } from './maskFingerprint';
import {
  drawnSlices,
  isLocked,
  isSupport,
  NO_PROVENANCE,
  sliceStates,
  withDecision,
  withDisplacedMask,
  withOutcome,
  withRunUndone,
} from './provenance';

const scores = { presence: 1, certainty: 1, agreement: 1, trust: 0.8 };

function maskAt(...places: number[]): MaskFingerprint {
  const plane = new Uint8Array(64);
  for (const place of places) plane[place] = 1;
  return maskFingerprint(plane, 1);
}

describe('maskFingerprint', () => {
  it('tells shapes of equal size apart and ignores other segments', () => {
    expect(maskAt(1, 2).hash).not.toBe(maskAt(2, 3).hash);
    const plane = new Uint8Array(64);
    plane[1] = plane[2] = 1;
    plane[9] = 2;
    expect(maskFingerprint(plane, 1)).toEqual(maskAt(1, 2));
  });

  it('gives bytes and wider types, aligned or not, the same hash', () => {
    const places = [0, 5, 33, 62];
    const buffer = new Uint8Array(66);
    const unaligned = buffer.subarray(3, 66);
    const wide = new Uint16Array(63);
    const aligned = new Uint8Array(63);
    for (const place of places) unaligned[place] = wide[place] = aligned[place] = 1;
    expect(maskFingerprint(unaligned, 1)).toEqual(maskFingerprint(wide, 1));
    expect(maskFingerprint(aligned, 1)).toEqual(maskFingerprint(wide, 1));
    expect([...maskOf(wide, 1)].flatMap((is, place) => (is ? [place] : []))).toEqual(places);
  });
});

describe('sliceStates', () => {
  const written = maskAt(10, 11);
  const outcome = { runId: 1, status: 'propagated', scores, hash: written.hash, basis: 'b' } as const;

  it('takes a mask without a run for drawn', () => {
    const states = sliceStates([EMPTY_MASK, maskAt(3)], NO_PROVENANCE);
    expect(states.map(({ role }) => role)).toEqual(['empty', 'drawn']);
    expect(drawnSlices(states)).toEqual([1]);
  });

  it('takes for erased what a SEG says so of, for corrected what is drawn there, and for missing once it is unlocked', () => {
    const erased = { runId: 0, status: 'erased', scores: null, hash: '', basis: '' } as const;
    const provenance = withOutcome(NO_PROVENANCE, 0, erased);
    expect(sliceStates([EMPTY_MASK], provenance)[0].role).toBe('erased');
    expect(sliceStates([maskAt(3)], provenance)[0].role).toBe('locked');
    expect(sliceStates([EMPTY_MASK], withDecision(provenance, 0, '', 'released'))[0].role).toBe('empty');
  });

  it('keeps a slice propagated until it is edited, and again after the edit is undone', () => {
    const provenance = withOutcome(NO_PROVENANCE, 0, outcome);
    expect(sliceStates([written], provenance)[0]).toMatchObject({ role: 'propagated', scores });
    expect(sliceStates([maskAt(10, 11, 12)], provenance)[0].role).toBe('locked');
    expect(sliceStates([written], provenance)[0].role).toBe('propagated');
    expect(sliceStates([EMPTY_MASK], provenance)[0].role).toBe('erased');
  });

  it('recognises the first run when the second is undone', () => {
    const second = maskAt(20);
    const both = withOutcome(withOutcome(NO_PROVENANCE, 0, outcome), 0, {
      ...outcome,
      runId: 2,
      hash: second.hash,
      scores: { ...scores, trust: 0.1 },
    });
    const undone = withRunUndone(both, 2, true);
    expect(sliceStates([written], undone)[0]).toMatchObject({ runId: 1, scores: { trust: 0.8 } });
    expect(sliceStates([second], withRunUndone(undone, 2, false))[0]).toMatchObject({
      runId: 2,
      scores: { trust: 0.1 },
    });
  });

  it('knows the run behind a slice that was locked as it is or is absent, and none behind a corrected one', () => {
    const filled = withOutcome(NO_PROVENANCE, 0, outcome);
    const locked = withDecision(filled, 0, written.hash, 'locked');
    expect(sliceStates([written], locked)[0]).toMatchObject({ role: 'locked', runId: 1 });
    expect(sliceStates([maskAt(10, 11, 12)], filled)[0].runId).toBeUndefined();
    expect(sliceStates([EMPTY_MASK], filled)[0].runId).toBeUndefined();
    const absent = withOutcome(NO_PROVENANCE, 0, { ...outcome, status: 'absent', hash: '' });
    expect(sliceStates([EMPTY_MASK], absent)[0].runId).toBe(1);
    expect(sliceStates([EMPTY_MASK], withRunUndone(absent, 1, true))[0].runId).toBeUndefined();
  });

  it('is not erased, but empty, when the run is undone whose shape a later one or the user has confirmed', () => {
    const first = withOutcome(NO_PROVENANCE, 0, outcome);
    const again = withOutcome(first, 0, { ...outcome, runId: 2 });
    const locked = withDecision(again, 0, written.hash, 'locked');
    for (const confirmed of [again, locked]) {
      const undone = withRunUndone(confirmed, 1, true);
      expect(sliceStates([EMPTY_MASK], undone)[0].role).toBe('empty');
      expect(sliceStates([maskAt(5)], undone)[0].role).toBe('drawn');
      expect(sliceStates([EMPTY_MASK], confirmed)[0].role).toBe('erased');
    }
    // A run after the undoing has made the shape itself.
    const anew = withOutcome(withRunUndone(first, 1, true), 0, { ...outcome, runId: 2 });
    expect(sliceStates([EMPTY_MASK], anew)[0].role).toBe('erased');
  });

  it('forgets an absent slice while its run is undone', () => {
    const absent = withOutcome(NO_PROVENANCE, 0, {
      runId: 3,
      status: 'absent',
      scores,
      hash: '',
      basis: 'b',
    });
    expect(sliceStates([EMPTY_MASK], absent)[0].role).toBe('absent');
    expect(sliceStates([EMPTY_MASK], withRunUndone(absent, 3, true))[0].role).toBe('empty');
    expect(sliceStates([maskAt(4)], absent)[0].role).toBe('drawn');
  });

  it('tells a slice that was drawn after an undone run from a corrected one', () => {
    const provenance = withOutcome(NO_PROVENANCE, 0, outcome);
    expect(sliceStates([maskAt(5)], withRunUndone(provenance, 1, true))[0].role).toBe('drawn');
  });

  it('tells a slice that was erased from one that was cleared, and one that others have taken', () => {
    const [erased] = sliceStates([EMPTY_MASK], withOutcome(NO_PROVENANCE, 0, outcome));
    expect([erased.role, isLocked(erased), isSupport(erased)]).toEqual(['erased', true, false]);
    const taken = withOutcome(NO_PROVENANCE, 0, { ...outcome, hash: '' });
    expect(sliceStates([EMPTY_MASK], taken)[0]).toMatchObject({ role: 'empty', basis: 'b' });
    const cleared = withOutcome(NO_PROVENANCE, 0, {
      runId: 2,
      status: 'cleared',
      scores: null,
      hash: '',
      basis: '',
    });
    const [afterClearing] = sliceStates([EMPTY_MASK], cleared);
    expect([afterClearing.role, isLocked(afterClearing)]).toEqual(['cleared', false]);
    expect(sliceStates([EMPTY_MASK], withRunUndone(cleared, 2, true))[0].role).toBe('empty');
  });
});

describe('decisions of the user', () => {
  const drawn = maskAt(3);
  const filled = maskAt(10, 11);
  const run = { runId: 1, status: 'propagated', scores, hash: filled.hash, basis: 'b' } as const;

  it('release a drawn slice until it is edited', () => {
    const released = withDecision(NO_PROVENANCE, 0, drawn.hash, 'released');
    const [state] = sliceStates([drawn], released);
    expect([state.role, isSupport(state)]).toEqual(['released', false]);
    expect(sliceStates([maskAt(3, 4)], released)[0].role).toBe('drawn');
  });

  it('lock a filled slice as it is, and give it back to its run', () => {
    const locked = withDecision(withOutcome(NO_PROVENANCE, 0, run), 0, filled.hash, 'locked');
    const [state] = sliceStates([filled], locked);
    expect([state.role, isSupport(state)]).toEqual(['locked', true]);
    const back = withDecision(locked, 0, filled.hash, 'released');
    expect(sliceStates([filled], back)[0]).toMatchObject({ role: 'propagated', scores, basis: 'b' });
  });

  it('give an erased slice back to runs, and leave it so when the erasing is undone and done again', () => {
    const released = withDecision(withOutcome(NO_PROVENANCE, 0, run), 0, '', 'released');
    expect(sliceStates([EMPTY_MASK], released)[0].role).toBe('empty');
    expect(sliceStates([filled], released)[0].role).toBe('propagated');
    // Filled again and erased again it is locked again.
    const again = withOutcome(released, 0, { ...run, runId: 2 });
    expect(sliceStates([EMPTY_MASK], again)[0].role).toBe('erased');
  });

  it('lock a slice that is erased afterwards all the same', () => {
    const locked = withDecision(withOutcome(NO_PROVENANCE, 0, run), 0, filled.hash, 'locked');
    expect(sliceStates([EMPTY_MASK], locked)[0].role).toBe('erased');
  });
});

describe('voxels that went to another segment', () => {
  const whole = maskAt(10, 11);
  const rest = maskAt(10);
  const run = { runId: 1, status: 'propagated', scores, hash: whole.hash, basis: 'b' } as const;

  it('leave a filled slice filled', () => {
    const provenance = withDisplacedMask(withOutcome(NO_PROVENANCE, 0, run), 0, whole, rest, 2);
    expect(sliceStates([rest], provenance)[0]).toMatchObject({ role: 'propagated', scores });
    expect(sliceStates([whole], provenance)[0].role).toBe('propagated');
  });

  it('come back to the run that had found them, also where all had gone', () => {
    const filled = withOutcome(NO_PROVENANCE, 0, run);
    const without = withDisplacedMask(filled, 0, whole, EMPTY_MASK, 2);
    expect(sliceStates([EMPTY_MASK], without)[0]).toMatchObject({ role: 'empty', runId: 1, basis: 'b' });
    const again = withDisplacedMask(without, 0, EMPTY_MASK, rest, 3);
    expect(sliceStates([rest], again)[0]).toMatchObject({ role: 'propagated', runId: 1, scores });
    // As it is after the viewer's undo, also of what was locked as it came back.
    for (const back of [again, withDecision(again, 0, rest.hash, 'locked')]) {
      const [state] = sliceStates([EMPTY_MASK], withRunUndone(back, 3, true));
      expect(state).toMatchObject({ role: 'empty', runId: 1 });
    }
    // Erased by the user, it is nobody's.
    const erased = withDisplacedMask(filled, 0, EMPTY_MASK, rest, 2);
    expect(sliceStates([rest], erased)[0].role).toBe('locked');
  });

  it('leave it erased when the user erases what has come back, and given back to runs when that is unlocked', () => {
    const filled = withOutcome(NO_PROVENANCE, 0, run);
    const without = withDisplacedMask(filled, 0, whole, EMPTY_MASK, 2);
    const back = [withDisplacedMask(without, 0, EMPTY_MASK, rest, 3), withRunUndone(without, 2, true)];
    for (const provenance of back) {
      expect(sliceStates([EMPTY_MASK], provenance)[0].role).toBe('erased');
      const [unlocked] = sliceStates([EMPTY_MASK], withDecision(provenance, 0, '', 'released'));
      expect([unlocked.role, unlocked.runId]).toEqual(['empty', undefined]);
    }
    expect(sliceStates([EMPTY_MASK], withRunUndone(back[1], 2, false))[0].role).toBe('empty');
  });

  it('leave a corrected slice empty where all have gone, not erased', () => {
    const filled = withOutcome(NO_PROVENANCE, 0, run);
    const corrected = maskAt(10, 12);
    const without = withDisplacedMask(filled, 0, corrected, EMPTY_MASK, 2);
    const [taken] = sliceStates([EMPTY_MASK], without);
    expect([taken.role, isLocked(taken)]).toEqual(['empty', false]);
    expect(sliceStates([corrected], without)[0].role).toBe('locked');
    // Erased by the user once it has come back.
    expect(sliceStates([EMPTY_MASK], withRunUndone(without, 2, true))[0].role).toBe('erased');
    // What the user had erased before stays so.
    expect(withDisplacedMask(filled, 0, EMPTY_MASK, EMPTY_MASK, 2)).toBe(filled);
    expect(sliceStates([EMPTY_MASK], filled)[0].role).toBe('erased');
  });

  it('leave a drawn slice drawn', () => {
    const provenance = withDisplacedMask(NO_PROVENANCE, 0, whole, rest, 2);
    expect(sliceStates([rest], provenance)[0].role).toBe('drawn');
  });
});
